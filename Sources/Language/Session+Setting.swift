import AISEngine
import AISModel
import AISSource
import AISSyntax
import AISUnits

/// A quantity that a host asks for again and again while it sets numbers: what is needed to tell it anew
/// without a question.
struct FollowedQuantity: Sendable {
  /// The number of the definitions under which it was elaborated.
  let edition: Int
  /// What was answered; only its number changes.
  let answer: Quantity
  var value: Incremental
  /// What was read on the way: the columns of tables by their nodes, all else without.
  let read: [Slot: NodeID?]
}

extension Session {
  /// How many quantities are followed at once.
  private static let followedLimit = 16

  /// Gives a name of the model, such as `Acme.cash` or `token_price`, a number in the unit that answers in JSON
  /// have: `USD`, `USD/year`, `month` for a duration, `1` for a ratio. It takes the place of what defines the
  /// name, as a line of one's own does, until such a line is entered.
  ///
  /// Nothing is parsed. What does not depend on the name is not elaborated or computed again; and of a sum over
  /// the rows of a table that `quantity` is asked for again, only the row that is set.
  public mutating func set(_ name: String, _ number: Double) throws(Failure) {
    do throws(Diagnostic) {
      let slot = try slot(named: name)
      let given = try given(number, slot, name)
      pending[slot] = given
      hasSetting = true
      // keys of their own, so that what is followed is changed in place and its columns are not copied
      for key in Array(followed.keys) where followed[key]?.follow(slot, given.number) == false {
        followed[key] = nil
      }
    } catch {
      throw Failure([error])
    }
  }

  /// The slot that a text names: an entity and a metric with a point between, or a global name.
  private mutating func slot(named name: String) throws(Diagnostic) -> Slot {
    if let point = name.utf8.lastIndex(of: 0x2E) {
      let owner = String(name[..<point])
      if let entity = elaborator.book.entity(exactly: owner),
        let metric = elaborator.book.existingName(String(name[name.index(after: point)...])),
        elaborator.book.knows(Slot(entity, metric))
      {
        return Slot(entity, metric)
      }
    }
    let parsed = Parser.parse(SourceText(name), oddNames: elaborator.book.oddNames)
    if let fault = parsed.diagnostics.first(where: { $0.severity == .error }) { throw fault }
    guard parsed.statements.count == 1, case .expression(let expression) = parsed.statements[0].form
    else { throw Message.notSettable(name) }
    settle()
    elaborator.stack = StackGuard()
    defer { elaborator.clearTraces() }
    var scope = Scope(stream: 0)
    scope.overlay = base
    guard let slot = try elaborator.slot(Code(parsed, expression), scope),
      elaborator.book.knows(slot), slot.owner?.isAll != true
    else { throw Message.notSettable(name) }
    return slot
  }

  /// The number that a slot is given, in its base unit.
  private mutating func given(_ number: Double, _ slot: Slot, _ name: String) throws(Diagnostic)
    -> Given
  {
    guard number.isFinite else { throw Message.setToNoNumber(name) }
    let like: Given
    if let known = pending[slot] ?? elaborator.book.definitions[slot]?.given {
      like = known
    } else if case .quantity(let dimension, let style, let isFraction)? =
      elaborator.metric(slot)?.type
    {
      like = Given(number: 0, dimension: dimension, style: style, isFraction: isFraction)
    } else {
      settle()
      elaborator.stack = StackGuard()
      defer { elaborator.clearTraces() }
      let now = try elaborator.value(of: slot, in: .root, at: Place(SourceText(name), Span(0, 0)))
      guard let dimension = now.dimension else { throw Message.notSettable(name) }
      like = Given(number: 0, dimension: dimension, style: now.style, isFraction: now.isFraction)
    }
    var given = like
    given.number = number / elaborator.book.units.jsonFactor(of: like.dimension)
    if like.isFraction, given.number > 1 { throw Message.setBeyondWhole(name) }
    return given
  }

  /// Enters the numbers that were set into the book, before anything else reads it.
  mutating func settle() {
    guard !pending.isEmpty else { return }
    for (slot, given) in pending {
      elaborator.book.give(slot, given)
    }
    let slots = Array(pending.keys)
    pending = [:]
    elaborator.hasGiven = true
    if elaborator.forget(dependentsOf: slots) { _ = try? rebuild() }
  }

  /// The value of an expression that is followed; `nil` when it must be asked.
  mutating func followedQuantity(_ question: String) -> Quantity? {
    guard followed[question]?.edition == elaborator.edition,
      let quantity = followed[question]?.quantity(), quantity.mean.isFinite
    else {
      followed[question] = nil
      return nil
    }
    return quantity
  }

  /// Follows a quantity that was answered from now on, when a host sets numbers and one row tells what they change.
  mutating func follow(_ question: String, _ answer: Quantity) {
    guard hasSetting, answer.isCertain, answer.neverShare == 0 else { return }
    let parsed = Parser.parse(SourceText(question), oddNames: elaborator.book.oddNames)
    guard parsed.statements.count == 1, case .expression(let expression) = parsed.statements[0].form
    else { return }
    let made = try? inquire(parsed.statements[0], of: parsed) {
      inquiry throws(Diagnostic) -> FollowedQuantity? in
      let overlay = inquiry.elaborator.view(
        inquiry.base, inquiry.readAtLastStart(of: [inquiry.base]))
      let value = try inquiry.elaborator.value(
        inquiry.code(expression), inquiry.scope(expression, overlay))
      guard let node = value.node else { return nil }
      return inquiry.followed(node, answer)
    }
    guard let made else { return }
    if followed.count >= Self.followedLimit { followed = [:] }
    followed[question] = made
  }
}

extension FollowedQuantity {
  /// Takes in a number that was set; `false` when it may change more than one row tells.
  fileprivate mutating func follow(_ slot: Slot, _ number: Double) -> Bool {
    guard read[slot] == nil else { return false }
    guard let table = slot.owner?.table, let row = slot.owner?.row,
      let column = read[Slot(EntityID(allOf: table), slot.name, reading: slot.reading)]
    else { return true }
    return column.map { value.set($0, row: row, number) } ?? false
  }

  /// What is answered now.
  fileprivate mutating func quantity() -> Quantity {
    var quantity = answer
    quantity.mean = value.value() * answer.factor
    return quantity
  }
}

extension Inquiry {
  /// What is needed to follow a node; `nil` where that cannot be.
  fileprivate mutating func followed(_ node: NodeID, _ answer: Quantity) -> FollowedQuantity? {
    // what is unknown in a row decides what belongs to a set
    guard elaborator.pendingGuards.isEmpty, elaborator.traces[0].taken.isEmpty,
      !elaborator.book.tables.contains(where: \.hasGaps)
    else { return nil }
    var read: [Slot: NodeID?] = [:]
    for reference in elaborator.referredTo {
      guard case .success(let result)? = elaborator.memo[reference], result.trace.taken.isEmpty
      else { return nil }
      let column = reference.slot.owner?.isAll == true ? result.value.node : nil
      if let before = read.updateValue(column, forKey: reference.slot), before != column {
        return nil
      }
    }
    var run = Run(elaborator.graph, options.run, elaborator.takeComputed())
    defer { elaborator.computed = run.computed }
    guard let value = try? Incremental(elaborator.graph, node, &run) else { return nil }
    return FollowedQuantity(
      edition: elaborator.edition, answer: answer, value: value, read: read)
  }
}
