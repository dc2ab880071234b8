import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// What cancels out where no change reaches it: `x - base x`, `x / base x`, and what is multiplied by such a nothing.
///
/// Formulas move with a change by its ratio or difference to the base. In the base an answer does not rest on them.
extension Elaborator.Trace {
  /// How much code had left behind at a moment.
  struct Mark {
    let dependencies: Int
    let cancelled: Int
    let taken: Int
    let guards: Int
  }

  var mark: Mark {
    Mark(
      dependencies: dependencies.count, cancelled: cancelled.count, taken: taken.count,
      guards: guards.count)
  }

  /// What the value rests on: the dependencies that do not cancel out.
  var grounds: [SlotReference] { Self.rest(of: dependencies[...], without: cancelled[...]) }

  private static func rest(
    of dependencies: ArraySlice<SlotReference>, without cancelled: ArraySlice<SlotReference>
  ) -> [SlotReference] {
    guard !cancelled.isEmpty else { return Array(dependencies) }
    var left: [SlotReference: Int] = [:]
    for reference in cancelled { left[reference, default: 0] += 1 }
    return dependencies.filter { reference in
      guard let count = left[reference], count > 0 else { return true }
      left[reference] = count - 1
      return false
    }
  }

  /// The grounds among what was left behind between two moments.
  func grounds(from start: Mark, upTo end: Mark) -> [SlotReference] {
    Self.rest(
      of: dependencies[start.dependencies..<end.dependencies],
      without: cancelled[start.cancelled..<end.cancelled])
  }

  /// Says that all that was left behind between two moments cancels out.
  mutating func cancel(from start: Mark, upTo end: Mark) {
    let idle = dependencies[start.dependencies..<end.dependencies]
    cancelled.replaceSubrange(start.cancelled..<end.cancelled, with: idle)
  }
}

extension Elaborator {
  /// `true` iff the second of two values, which is read in the base, is the first: no change has reached it. What is
  /// unknown has no node to tell it by: there the code of the second has to be `base` and that of the first.
  func isUnmoved(_ a: Value, _ code: Code, _ b: Value, _ base: Code) -> Bool {
    guard a.dimension != nil, a.dimension == b.dimension, a.mask == nil, b.mask == nil,
      readsBase(base)
    else { return false }
    if let node = a.node { return node == b.node }
    guard let reason = a.missingReason, reason == b.missingReason, isOfBase(base) else {
      return false
    }
    return base.source.dropFirst("base ".count).trimmed == code.source
  }

  /// `base x`, `base(x)`, `base x.y`.
  private func readsBase(_ code: Code) -> Bool {
    if case .call(let range, _) = code.form { return code.text.words(range) == ["base"] }
    return isOfBase(code)
  }

  /// A result that is known to be `number` because nothing has moved; what is missing stays missing.
  mutating func cancelled(_ result: Value, _ number: Double, since start: Trace.Mark) -> Value {
    trace.cancel(from: start, upTo: trace.mark)
    guard result.node != nil else { return result }
    var result = result
    result.content = .node(graph.constant(number))
    result.bound = nil
    return result
  }

  /// Forgets what a factor rests on when the other is 0 because nothing has moved.
  mutating func cancelFactor(
    _ a: Value, _ b: Value, _ start: Trace.Mark, _ middle: Trace.Mark
  ) {
    let end = trace.mark
    if isNothing(b, from: middle, upTo: end) {
      trace.cancel(from: start, upTo: middle)
    } else if isNothing(a, from: start, upTo: middle) {
      trace.cancel(from: middle, upTo: end)
    }
  }

  private func isNothing(_ value: Value, from start: Trace.Mark, upTo end: Trace.Mark) -> Bool {
    guard let node = value.node, graph.constant(node) == 0 else { return false }
    return trace.grounds(from: start, upTo: end).allSatisfy(isIdle)
  }

  private func isIdle(_ reference: SlotReference) -> Bool {
    guard case .success(let result)? = memo[reference] else { return false }
    return result.trace.isIdle
  }

  /// The trace of a slot's value, with whether an answer would name anything for it.
  func settled(_ trace: Trace, _ value: Value, _ slot: Slot) -> Trace {
    var trace = trace
    trace.isIdle =
      trace.taken.isEmpty && isUnstated(slot, value) && trace.grounds.allSatisfy(isIdle)
    return trace
  }

  /// `true` iff a slot's value follows from others and is known, or is no number.
  private func isUnstated(_ slot: Slot, _ value: Value) -> Bool {
    switch value.type {
    case .quantity, .boolean: break
    default: return true
    }
    guard value.node.flatMap(graph.constant) != nil else { return false }
    switch selection(of: slot) {
    case .nothing: return metric(slot)?.assumption == nil
    case .formula(let code): return !isOwnNumber(code)
    default: return false
    }
  }
}
