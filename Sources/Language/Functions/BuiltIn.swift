import AISEngine
import AISModel
import AISSource
import AISUnits

/// A function of the language: its name, what it is for, examples that run, and what it does.
struct BuiltIn: Sendable {
  let name: String
  /// The parameters as people read them.
  let parameters: [String]
  let summary: String
  let examples: [String]
  /// It reduces a set of entities when its one argument is about one.
  var isReducer = false
  let apply:
    @Sendable (inout Elaborator, [Elaborator.GivenArgument], Code) throws(Diagnostic) -> Value

  /// Every built-in function, by theme.
  static let all: [BuiltIn] =
    mathematics + bounds + statistics + correlations + reducers + knowledge + lists + texts

  static func named(_ name: String) -> BuiltIn? {
    if let function = all.first(where: { $0.name == name }) { return function }
    return percentile(name)
  }
}

extension Elaborator {
  /// Refuses arguments that are not one.
  func takesOne(_ arguments: [GivenArgument], _ name: String, _ code: Code) throws(Diagnostic) {
    guard arguments.count != 1 else { return }
    throw Message.misuse(name, ["x"], code.place)
  }

  /// Returns the node of an argument that must be a number.
  func numeric(_ argument: GivenArgument) throws(Diagnostic) -> (NodeID?, Dimension) {
    guard let dimension = argument.value.dimension else {
      throw Message.wanted(
        "a number", got: describe(argument.value), for: "this argument", argument.place)
    }
    return (argument.value.node, dimension)
  }

  /// Returns an argument that must be a known plain number.
  func knownNumber(_ argument: GivenArgument, help: String? = nil) throws(Diagnostic) -> Double {
    guard argument.value.dimension == .ratio, let node = argument.value.node else {
      throw Message.wanted(
        "a known plain number", got: describe(argument.value), for: "this argument", argument.place)
    }
    guard let known = graph.constant(node) else {
      throw Message.wanted(
        "a known plain number", got: "one that is uncertain or varies", for: "this argument",
        argument.place, help: help ?? "write the number itself")
    }
    return known
  }
}
