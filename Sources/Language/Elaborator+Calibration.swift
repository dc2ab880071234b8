import AISEngine
import AISModel
import AISSource
import AISUnits

extension Elaborator {
  /// The fact that the formula of a slot is calibrated to on a day.
  func calibration(of slot: Slot, on day: Day) -> Fact? {
    guard kindFormula(slot) != nil, metric(slot)?.readsOwnFacts != true else { return nil }
    return book.definitions[slot]?.calibration(on: day)
  }

  /// What a formula gives, and the residual: what it lacked, at the date of the fact and without any change, to what
  /// the fact says. In the unchanged model it is the fact at its date; a change moves it as it moves the formula.
  mutating func calibrated(_ value: Value, _ slot: Slot, _ formula: Code, in overlay: OverlayID)
    throws(Diagnostic) -> Value
  {
    guard let fact = calibration(of: slot, on: date(of: overlay)), let own = value.node else {
      return value
    }
    let type = metric(slot)?.type
    let day = fact.date.start
    let isOfToday = day <= today && fact.date.end > today
    let then = isOfToday ? OverlayID.root : view(.root, moment(on: day))
    let stated = try typed(
      fact.value, type: type, scope(of: slot, fact.value, in: then, on: day))
    let computed = try typed(formula, type: type, scope(of: slot, formula, in: then))
    guard stated.dimension == value.dimension || stated.isZero else {
      throw Message.wanted(
        describe(value), got: describe(stated), for: "`\(title(slot))`", fact.value.place)
    }
    guard let wanted = stated.node, let had = computed.node else { return value }
    var result = value
    let place = fact.value.place
    if had == own {
      result.content = stated.content
    } else {
      let residual = apply(.subtract, wanted, had, at: place)
      result.content = .node(apply(.add, own, residual, at: place))
    }
    return result
  }
}
