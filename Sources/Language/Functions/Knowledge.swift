import AISEngine
import AISModel
import AISSource
import AISUnits

extension BuiltIn {
  /// Functions about what is known and what is not.
  static let knowledge: [BuiltIn] = [
    BuiltIn(
      name: "known", parameters: ["x", "otherwise"],
      summary: "x where something gives it, otherwise the other value",
      examples: ["known(OpenAI.cash, $0)"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 2 else {
        throw Diagnostic(
          code: "AIS0320", "`known` takes a value and what to use otherwise", at: code.place,
          help: "write `known(x, otherwise)`")
      }
      let (first, second) = (arguments[0].value, arguments[1].value)
      guard
        first.type == second.type || second.isZero || first.isZero || second.missingReason != nil
      else {
        throw Message.clash(
          "choose between", (elaborator.describe(first), arguments[0].place),
          (elaborator.describe(second), arguments[1].place), at: code.place,
          help: "both have the same unit")
      }
      guard first.missingReason == nil else { return second }
      let filled = try elaborator.filling(first, with: second, code.place)
      // what is there in some samples only gives way in the others
      guard let mask = first.mask, let node = filled.node, let other = second.node else {
        return filled
      }
      var result = filled
      result.content = .node(elaborator.select(mask, node, other, at: code.place))
      result.mask = second.mask.map { elaborator.apply(.or, mask, $0, at: code.place) }
      result.bound = Bound.joined([first.bound, second.bound])
      return result
    },
    BuiltIn(
      name: "unknown", parameters: ["reason"],
      summary: "a value that nothing gives, with the reason",
      examples: ["unknown(\"no source gives it\")"]
    ) { elaborator, arguments, code throws(Diagnostic) in
      guard arguments.count == 1, case .text(let reason) = arguments[0].value.content else {
        throw Diagnostic(
          code: "AIS0320", "`unknown` takes the reason, a text", at: code.place,
          help: "write `unknown(\"no source gives it\")`")
      }
      var value = Value(type: .quantity(.ratio), content: .missing(reason))
      value.isZero = true
      return value
    },
  ]
}
