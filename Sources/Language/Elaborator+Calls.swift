import AISDistributions
import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

extension Elaborator {
  /// An argument as given.
  typealias GivenArgument = (label: String?, value: Value, place: Place)

  /// `name(arguments)`: a built-in function, a distribution, the program's own function.
  mutating func call(_ range: TokenRange, _ list: ArgumentList, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let name = joinedName(code.text.words(range))
    let place = code.place(range)
    if name == "base", let argument = code.text.tree[list].first {
      var inner = scope
      inner.overlay = root(at: scope.overlay)
      return try value(code.part(argument.value), inner)
    }
    if name == "previous", let argument = code.text.tree[list].first {
      return try previous(code.part(argument.value), scope)
    }
    if !Self.mixtures.contains(name) { try refuseKeys(name, list, code) }
    if let function = book.function(named: name, in: code.text.source) {
      return try call(function, list, code, place, scope)
    }
    // a scenario of the user's does not take the name of what the model calls
    if !book.isBuiltIn(code.text.source), let scenario = book.scenario(named: name, in: module) {
      let bindings = try bind(
        scenario.parameters, name, list, code, place, scope, declaredAt: scenario.place)
      let overlay = try overlay(of: name, arguments: bindings, on: .root, place, scope)
      return Value(type: .scenario, content: .scenario(overlay))
    }
    if let family = Distribution.all.first(where: { $0.name == name }) {
      return try draw(family, try arguments(list, code, scope), code, scope)
    }
    if Self.mixtures.contains(name) { return try mixture(name, list, code, scope) }
    if let delay = Delay(rawValue: name) { return try delayed(delay, list, code, scope) }
    guard let function = BuiltIn.named(name) else {
      throw noFunction(name, place)
    }
    let parts = code.text.tree[list].map { code.part($0.value) }
    let whole = try ofLongList(parts, code, scope) { elaborator throws(Diagnostic) in
      try elaborator.call(range, list, code, scope)
    }
    if let whole { return whole }
    if function.isReducer, let argument = code.text.tree[list].first,
      code.text.tree[list].count == 1,
      argument.label.isEmpty
    {
      return try reduced(function, code.part(argument.value), code, scope)
    }
    let given = try arguments(list, code, scope)
    return try function.apply(&self, given, code)
  }

  func noFunction(_ name: String, _ place: Place) -> Diagnostic {
    let known =
      BuiltIn.all.map(\.name) + book.functions.keys + Distribution.all.map(\.name)
      + Self.mixtures + Delay.allCases.map(\.rawValue) + book.scenarios.keys
    return Diagnostic(
      code: "AIS0205", "no function is called `\(name)`", at: place,
      help: Self.names[name.lowercased()]
        ?? Message.didYouMean(Spelling.suggestions(for: name, among: known))
        ?? "to multiply, write `\(name) * (…)`")
  }

  /// What is written here for functions by the names that they have elsewhere.
  private static let names: [String: String] = {
    let written = [
      "`correlation(a, b)`": ["corr", "cor", "correl", "pearson"],
      "`rank_correlation(a, b)`": ["spearman", "rankcorr", "rank_corr", "corr_rank"],
      "`correlation(a, b) * sd(a) * sd(b)`": ["cov", "covar", "covariance"],
      "`sd(x)`": ["std", "stdev", "stddev", "sigma", "standard_deviation"],
      "`sd(x) ^ 2`": ["var", "variance"],
      "`mean(x)`": ["avg", "average", "expected", "expectation"],
      "`quantile(x, 25%)`, or `p25(x)`": ["percentile", "quartile", "quant"],
      "`P(x > 0)`": ["prob", "probability", "pr"],
      "`length(list)`": ["len", "size"],
      "`a ^ b`": ["pow", "power"],
      "`ceil(x)`": ["ceiling"],
      "`if C then A else B`": ["iif", "ifelse", "where"],
      "`smooth(x, 6 months)`, or `smooth3`": [
        "ema", "exponential_smoothing", "smth1", "smth3", "smoothi", "smooth_i", "lag",
      ],
      "`delay1(x, 6 months, initial: v)`, or `delay3`": ["delay1i", "delay3i", "delayn"],
      "`delay(x, 6 months)`": ["delay_fixed", "delayfixed", "shift"],
      "`normal(mean, sd)`": ["gauss", "gaussian", "norm", "randn"],
      "`uniform(a, b)`": ["rand", "random", "unif"],
    ]
    return written.reduce(into: [:]) { names, entry in
      for name in entry.value { names[name] = "write \(entry.key)" }
    }
  }()

  /// Refuses `value: weight` where names are meant.
  private func refuseKeys(_ name: String, _ list: ArgumentList, _ code: Code) throws(Diagnostic) {
    guard let key = code.text.tree[list].lazy.compactMap(\.key).first else { return }
    throw Diagnostic(
      code: "AIS0334", "only `mixture` and `discrete` take a weight after a value",
      at: code.part(key).place, help: "before `:` stands the name of a parameter of `\(name)`")
  }

  /// The arguments of a call; `a = b` where no parameter is meant reads as a comparison.
  private mutating func arguments(_ list: ArgumentList, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> [GivenArgument]
  {
    var given: [GivenArgument] = []
    for argument in code.text.tree[list] {
      let part = code.part(argument.equation ?? argument.value)
      if argument.equation != nil { warnOfEquals(part) }
      let isNamed = !argument.label.isEmpty && argument.equation == nil
      let label = isNamed ? joinedName(code.text.words(argument.label)) : nil
      given.append((label, try value(part, scope), part.place))
    }
    return given
  }

  private mutating func warnOfEquals(_ equation: Code) {
    guard case .binary(_, let a, let b) = equation.form else { return }
    let sign = operatorPlace(equation.part(a).place, equation.part(b).place, equation.place)
    warnings.append(
      Diagnostic(
        .warning, code: "AIS0109", "`=` is read as `==` in a condition", at: sign,
        help: "write `==` to compare"))
  }

  // MARK: The program's own functions

  private mutating func call(
    _ function: Function, _ list: ArgumentList, _ code: Code, _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    guard scope.callDepth < Self.callLimit else {
      throw Message.tooDeep("the recursion of `\(function.name)`", limit: Self.callLimit, place)
    }
    var bindings: [String: Binding] = [:]
    let bound = try bind(
      function.parameters, function.name, list, code, place, scope, declaredAt: function.place)
    // in their order, which is that of what the answer rests on
    for parameter in function.parameters {
      guard let binding = bound[parameter.name] else { continue }
      bindings[parameter.name] = .value(try value(of: binding, scope))
    }
    let outer = call
    defer { call = outer }
    if call == nil, place.text === question, function.body.text.source !== question {
      call = LibraryCall(
        function: function.name, place: place, help: signature(function.name, function.parameters))
    }
    do throws(Diagnostic) {
      return try value(of: function, bindings, place, scope)
    } catch {
      throw told(error, of: call)
    }
  }

  /// The value of a function for its arguments: by a routine, or elaborated in place.
  private mutating func value(
    of function: Function, _ bindings: [String: Binding], _ place: Place, _ scope: Scope
  ) throws(Diagnostic) -> Value {
    if graph.isWriting {
      return isLong(function)
        ? try routineCall(function, bindings, place, scope)
        : try body(of: function, bindings, scope)
    }
    guard isLong(function), let key = key(of: function, bindings, scope) else {
      return try body(of: function, bindings, scope)
    }
    guard !routines.refused.contains(key) else { return try body(of: function, bindings, scope) }
    do throws(Diagnostic) {
      return try computed(place) { elaborator throws(Diagnostic) in
        try elaborator.routineCall(function, bindings, place, scope)
      }
    } catch {
      guard !error.code.hasPrefix("AIS06") else { throw error }
      routines.refused.insert(key)
      return try body(of: function, bindings, scope)
    }
  }

  /// What the arguments of a call are like; `nil` when nothing is known of one.
  private func key(of function: Function, _ bindings: [String: Binding], _ scope: Scope)
    -> InstanceKey?
  {
    var key = InstanceKey(name: function.key, overlay: scope.overlay, arguments: [])
    for parameter in function.parameters {
      guard case .value(let value)? = bindings[parameter.name], value.missingReason == nil else {
        return nil
      }
      switch (value.content, value.type) {
      case (.entity(let entity), _): key.arguments.append(.entity(entity))
      case (_, .quantity(let dimension)):
        key.arguments.append(.form(.number(dimension, .plain, isZero: value.isZero)))
      case (_, .boolean): key.arguments.append(.form(.boolean))
      case (_, .text): key.arguments.append(.form(.text))
      case (_, .list): key.arguments.append(.form(.list(nil)))
      default: key.arguments.append(.form(.record([])))
      }
    }
    return key
  }

  /// The value of a function's body for its arguments, elaborated in place.
  mutating func body(of function: Function, _ bindings: [String: Binding], _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    var inner = Scope(stream: StreamKey.of(["fn", function.name]))
    inner.overlay = scope.overlay
    inner.callDepth = scope.callDepth + 1
    inner.locals = bindings
    for local in function.locals {
      var own = inner
      own.stream = StreamKey.of(["fn", function.name, local.name])
      own.declaration = local.value
      inner.locals[local.name] = .value(try value(local.value, own))
    }
    inner.declaration = function.body
    return try value(function.body, inner)
  }

  mutating func value(of binding: Binding, _ scope: Scope) throws(Diagnostic) -> Value {
    switch binding {
    case .value(let value): return value
    case .read(let value, let trace, _, _): return recalled(value, trace)
    case .expression(let code, let own): return try value(code, own)
    case .slot(let slot):
      return try value(of: slot, in: scope.overlay, at: Place(SourceText(""), Span(0, 0)))
    }
  }

  /// Binds the arguments of a call to parameters: by position, then by name, then the defaults.
  mutating func bind(
    _ parameters: [Function.Parameter], _ name: String, _ list: ArgumentList, _ code: Code,
    _ place: Place, _ scope: Scope, declaredAt declaration: Place? = nil
  ) throws(Diagnostic) -> [String: Binding] {
    var bindings: [String: Binding] = [:]
    var position = 0
    func misuse(_ message: String, at place: Place, code: String = "AIS0320") -> Diagnostic {
      Diagnostic(
        code: code, message, at: place, labels: Message.declared(name, declaration),
        help: signature(name, parameters))
    }
    for argument in code.text.tree[list] {
      let part = code.part(argument.value)
      var parameter: String
      if argument.label.isEmpty {
        guard position < parameters.count else {
          let count = parameters.count == 1 ? "one argument" : "\(parameters.count) arguments"
          throw misuse(
            "`\(name)` takes \(parameters.isEmpty ? "no arguments" : count)", at: part.place)
        }
        parameter = parameters[position].name
        position += 1
      } else {
        parameter = joinedName(code.text.words(argument.label))
        guard parameters.contains(where: { $0.name == parameter }) else {
          throw misuse(
            "`\(name)` has no parameter `\(parameter)`", at: code.place(argument.label),
            code: "AIS0321")
        }
      }
      guard bindings[parameter] == nil else {
        throw misuse("`\(parameter)` is given twice", at: part.place)
      }
      if let own = parameters.first(where: { $0.name == parameter }), let type = own.type {
        bindings[parameter] = .value(
          try typed(part, type: type, scope, named: "`\(parameter)`", declaredAt: own.place))
      } else {
        bindings[parameter] = .expression(part, scope)
      }
    }
    for parameter in parameters where bindings[parameter.name] == nil {
      guard let code = parameter.defaultValue else {
        throw misuse("`\(name)` needs `\(parameter.name)`", at: place)
      }
      var own = Scope(stream: StreamKey.of(["default", name, parameter.name]))
      own.overlay = scope.overlay
      own.declaration = code
      bindings[parameter.name] =
        if let type = parameter.type {
          .value(try typed(code, type: type, own, named: "`\(parameter.name)`"))
        } else {
          .expression(code, own)
        }
    }
    return bindings
  }

  private func signature(_ name: String, _ parameters: [Function.Parameter]) -> String {
    "it is called as `\(Signature(name, parameters).text)`"
  }
}
