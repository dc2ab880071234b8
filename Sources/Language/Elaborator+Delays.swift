import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// Functions that follow a value late.
///
/// A delay of order n is a chain of n levels, each of which comes up to the one before it in an nth of the time:
/// dL/dt = (what goes in - L) · n / time. With a constant time the outflow of a material delay (`delay1`, `delay3`) and
/// exponential smoothing (`smooth`, `smooth3`) are the same (Sterman, Business Dynamics, 2000, chapter 11).
enum Delay: String, CaseIterable {
  case smooth, smooth3, delay1, delay3
  /// What it was so long ago.
  case delay

  /// How many levels it has; `nil` where all of it comes at once.
  fileprivate var order: Int? {
    switch self {
    case .smooth, .delay1: 1
    case .smooth3, .delay3: 3
    case .delay: nil
    }
  }
}

/// What a delay is remembered by: a call in a scenario, with the dates at which a question reads.
struct DelayKey: Hashable, Sendable {
  fileprivate let call: Standing
  fileprivate let timeline: Timeline
}

/// How far a delay has been followed: pieces in each of which one and the same value goes in.
///
/// Within a piece the levels are known exactly at any date, so that an answer does not depend on a step. As with
/// stocks, what goes in is read at the beginning of each month, and on the days on which changes begin, are complete or end.
struct DelayPath: Sendable {
  struct Piece: Sendable {
    let start: Day
    /// The levels at the start, the first of the chain first.
    var levels: [NodeID]
    /// What goes in from there on, once it is known.
    var input: Value?
    /// What lets the levels be said to be bounds.
    var bound: Bound?
    var trace = Elaborator.Trace()
  }
  var pieces: [Piece]
  /// The day up to which it is followed.
  var at: Day
  /// What goes in on that day has been read.
  var isRead = false
  /// What goes in is the same on every later date.
  var isConstant = false
}

extension Elaborator {
  /// A call of a delay, with its arguments.
  private struct DelayCall {
    let delay: Delay
    let input: Code
    let time: Code
    let initial: Code?
    let code: Code
  }

  /// `smooth(x, time, initial: v)` and the like: what follows `x`, beginning today in equilibrium with what `x` is in the
  /// unchanged model, or at `initial`.
  mutating func delayed(_ delay: Delay, _ list: ArgumentList, _ code: Code, _ scope: Scope)
    throws(Diagnostic) -> Value
  {
    let call = try delayCall(delay, list, code, scope)
    trace.isDated = true
    guard let order = delay.order else { return try fixedDelay(call, scope) }
    let start = try beginning(of: call, scope)
    guard let level = start.node else { return start }
    var own = scope
    own.overlay = undated(scope.overlay)
    let rate = try rate(of: call, order: order, own)
    guard let moment = moment(of: scope.overlay), moment.date > today else {
      try noteBeginning(call, level, scope)
      return start
    }
    let standing = graph.isWriting ? nil : Standing(code.text, code.place.span.start, own)
    let key = standing.map { DelayKey(call: $0, timeline: moment.timeline) }
    var path =
      key.flatMap { delayPaths[$0] }
      ?? DelayPath(
        pieces: [
          DelayPath.Piece(
            start: today, levels: [NodeID](repeating: level, count: order), bound: start.bound)
        ], at: today)
    let days = turns(in: own.overlay)
    while path.at < moment.date {
      if let key { delayPaths[key] = path }
      if !path.isRead { try read(&path, call, rate, start, moment, scope) }
      let next = days.union([Period(.month, containing: path.at).end]).filter { $0 > path.at }.min()
      guard !path.isConstant, let next, next <= moment.date else { break }
      (path.at, path.isRead) = (next, false)
    }
    if let key { delayPaths[key] = path }
    return value(of: path, rate, at: moment.date, start, code.place)
  }

  /// The value of a path at a date that it has reached.
  private mutating func value(
    of path: DelayPath, _ rate: NodeID, at date: Day, _ start: Value, _ place: Place
  ) -> Value {
    let index = path.pieces.lastIndex { $0.start <= date } ?? 0
    for piece in path.pieces[...index] { trace.add(piece.trace) }
    let piece = path.pieces[index]
    if let input = piece.input, input.node == nil { return input }
    var result = piece.input ?? start
    result.bound = piece.bound
    result.isZero = false
    result.content = .node(levels(of: piece, rate, at: date, place).last ?? piece.levels[0])
    return result
  }

  /// Reads what goes in on the day that a path has reached; another value begins another piece.
  private mutating func read(
    _ path: inout DelayPath, _ call: DelayCall, _ rate: NodeID, _ start: Value, _ moment: Moment,
    _ scope: Scope
  ) throws(Diagnostic) {
    try step(call.code.place)
    var inner = scope
    inner.overlay = view(scope.overlay, moment.on(path.at))
    traces.append(Trace())
    let read: Result<Value, Diagnostic>
    do throws(Diagnostic) {
      read = .success(try quantity(call.input, inner))
    } catch {
      read = .failure(error)
    }
    let own = traces.removeLast()
    let input = try read.get()
    guard input.dimension == start.dimension || start.isZero || input.isZero else {
      let given = call.initial ?? call.input
      throw Message.wanted(
        describe(input), got: describe(start), for: "what `\(call.delay.rawValue)` begins with",
        given.place)
    }
    path.isRead = true
    path.isConstant = !own.isDated && own.dependencies.allSatisfy { isTimeless($0) }
    guard let last = path.pieces.last, last.input == nil || last.input?.node != input.node else {
      return
    }
    var piece = last
    if last.start < path.at {
      piece = DelayPath.Piece(
        start: path.at, levels: levels(of: last, rate, at: path.at, call.code.place),
        bound: last.bound)
    } else {
      path.pieces.removeLast()
    }
    piece.input = input
    piece.bound = Bound.joined([piece.bound, input.bound])
    piece.trace.add(own)
    path.pieces.append(piece)
  }

  /// The levels of a piece at a later date. With d the levels less what goes in, and k = rate · time since,
  /// d_m becomes the sum over j < m of d_(m-j) · exp(-k) · k^j / j!: the solution of the chain for a constant inflow.
  private mutating func levels(
    of piece: DelayPath.Piece, _ rate: NodeID, at date: Day, _ place: Place
  ) -> [NodeID] {
    guard let input = piece.input?.node, piece.start < date,
      piece.levels.contains(where: { $0 != input })
    else { return piece.levels }
    let years = graph.constant(date.calendarYears(since: piece.start))
    let k = apply(.multiply, rate, years, at: place)
    var weights = [apply(.exponential, apply(.negate, k, at: place), at: place)]
    for j in 1..<piece.levels.count {
      let next = apply(.divide, k, graph.constant(Double(j)), at: place)
      weights.append(apply(.multiply, weights[j - 1], next, at: place))
    }
    let gaps = piece.levels.map { apply(.subtract, $0, input, at: place) }
    return gaps.indices.map { m in
      (0...m).reduce(input) { sum, j in
        apply(.add, sum, apply(.multiply, gaps[m - j], weights[j], at: place), at: place)
      }
    }
  }

  // MARK: What a delay begins with

  /// What comes out today, and before: `initial`, else what goes in as the unchanged model has it.
  ///
  /// With `initial` what goes in is not read, so that it may rest on what comes out.
  private mutating func beginning(of call: DelayCall, _ scope: Scope) throws(Diagnostic) -> Value {
    var inner = scope
    if let initial = call.initial {
      inner.overlay = undated(scope.overlay)
      return try quantity(initial, inner)
    }
    if let date = moment(of: scope.overlay)?.date, date < today {
      inner.overlay = root(at: scope.overlay)
    } else {
      inner.overlay = .root
    }
    var start = try quantity(call.input, inner)
    if start.missingReason != nil {
      // what a scenario brings in is not in the model
      inner.overlay = undated(scope.overlay)
      start = try quantity(call.input, inner)
    }
    return start
  }

  /// Says why a change does not show as of today.
  private mutating func noteBeginning(_ call: DelayCall, _ level: NodeID, _ scope: Scope)
    throws(Diagnostic)
  {
    guard call.initial == nil, moment(of: scope.overlay) == nil, scope.overlay != .root,
      try quantity(call.input, scope).node != level
    else { return }
    note(
      "nothing has come through `\(call.code.source.singleLine)` as of today: for later dates add `at` or `over`"
    )
  }

  /// `delay(x, time)`: what `x` was so long ago; before today, as it is in the unchanged model.
  private mutating func fixedDelay(_ call: DelayCall, _ scope: Scope) throws(Diagnostic) -> Value {
    var inner = scope
    inner.overlay = undated(scope.overlay)
    let months = try months(call.time, inner)
    let now = moment(of: scope.overlay) ?? moment(on: today)
    let day = now.date.adding(months: -months)
    inner.overlay = view(day < today ? .root : scope.overlay, now.on(day))
    return try quantity(call.input, inner)
  }

  // MARK: Arguments

  /// The levels' rate: their number over the time.
  private mutating func rate(of call: DelayCall, order: Int, _ scope: Scope) throws(Diagnostic)
    -> NodeID
  {
    let place = call.time.place
    let value = try value(call.time, scope)
    guard value.dimension == .time, let years = value.node else {
      throw Message.wanted(
        "a duration", got: describe(value), for: "the time of `\(call.delay.rawValue)`", place,
        help: "such as `6 months` or `3 months to 12 months`")
    }
    let message = "the time of `\(call.delay.rawValue)` is not more than nothing"
    let help = "such as `6 months` or `2 years`"
    if let known = graph.constant(years) {
      guard known > 0, known < .infinity else {
        throw Diagnostic(code: "AIS0780", message, at: place, help: help)
      }
    } else {
      let condition = apply(.less, graph.constant(0), years, at: place)
      trace.guards.append(Guard(condition: condition, message: message, place: place, help: help))
    }
    return apply(.divide, graph.constant(Double(order)), years, at: place)
  }

  /// The value of code that must be a number.
  private mutating func quantity(_ code: Code, _ scope: Scope) throws(Diagnostic) -> Value {
    let value = try value(code, scope)
    guard value.dimension != nil else {
      throw Message.wanted("a number", got: describe(value), for: "what is delayed", code.place)
    }
    return value
  }

  private mutating func delayCall(
    _ delay: Delay, _ list: ArgumentList, _ code: Code, _ scope: Scope
  ) throws(Diagnostic) -> DelayCall {
    let given = code.text.tree[list]
    let names = ["x", "time", "initial"]
    let hasInitial =
      given.count > 2 || given.contains { joinedName(code.text.words($0.label)) == "initial" }
    let parameters = names.prefix(delay.order != nil && hasInitial ? 3 : 2).map {
      Function.Parameter(name: $0, type: nil, defaultValue: nil)
    }
    let bound = try bind(parameters, delay.rawValue, list, code, code.place, scope)
    var codes: [Code] = []
    for parameter in parameters {
      if case .expression(let argument, _)? = bound[parameter.name] { codes.append(argument) }
    }
    return DelayCall(
      delay: delay, input: codes[0], time: codes[1],
      initial: codes.count > 2 ? codes[2] : nil, code: code)
  }
}
