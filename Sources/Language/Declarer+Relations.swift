import AISModel
import AISSource
import AISSyntax

extension Declarer {
  /// Enters a relation, once all kinds are known.
  mutating func declareRelation(_ declaration: RelationDeclaration) throws(Diagnostic) {
    let title = name(declaration.name)
    guard declaration.sides.count == 2 else {
      throw Diagnostic(
        code: "AIS0851", "a relation is between two entities", at: place(declaration.name),
        help: "write `relation \(title)(company, company)`")
    }
    let inverse = declaration.inverse.map(name)
    for word in [title, inverse].compactMap({ $0 }) {
      guard book.metricName(word, exactly: true) == nil, book.global(exactly: word) == nil,
        book.entity(exactly: word) == nil
      else {
        throw Diagnostic(
          code: "AIS0852", "`\(word)` is the name of something else", at: place(declaration.name),
          help: "give the relation a word of its own, such as `\(word)_of`")
      }
    }
    let subject = try side(declaration.sides[0])
    let object = try side(declaration.sides[1])
    if declaration.isSymmetric, subject.kinds != object.kinds {
      throw Diagnostic(
        code: "AIS0851", "what holds both ways has the same kinds on both sides",
        at: place(declaration.name),
        help: "leave `symmetric` out, or give both sides the same kinds"
      )
    }
    book.addRelation(
      Relation(
        name: book.name(title), title: title, subject: subject, object: object, inverse: inverse,
        isSymmetric: declaration.isSymmetric,
        stance: declaration.stance.flatMap { Relation.Stance(rawValue: text.source[$0]) }
          ?? .neutral))
  }

  private func side(_ side: RelationDeclaration.Side) throws(Diagnostic) -> Relation.Side {
    let kinds = try side.kinds.map { range throws(Diagnostic) in try kind(named: range) }
    return Relation.Side(role: side.role.map(name), kinds: kinds)
  }

  /// Enters a fact, or an assumption, for each pair of the entities that a claim names.
  mutating func relate(_ declaration: RelationFactDeclaration) throws(Diagnostic) {
    let (relation, subjects, objects) = try parts(of: declaration)
    let (value, provenance) = (code(declaration.claim), declaration.provenance)
    let note = content(provenance.note)
    for subject in subjects {
      for object in objects {
        let slot = book.slot(subject, relation, object)
        guard provenance.isAssumed else {
          enter(try fact(value, provenance, note, slot), slot)
          continue
        }
        guard let note else {
          throw Diagnostic(
            code: "AIS0704", "an assumption needs its reason", at: value.place,
            help: "write `\(value.source) assume \"why\"`")
        }
        update(slot) { $0.assume(Assumption(value: value, reason: note, isShared: false)) }
      }
    }
  }

  /// The relation of a claim with the entities on both sides of it.
  private func parts(of declaration: RelationFactDeclaration) throws(Diagnostic) -> (
    Relation, subjects: [EntityID], objects: [EntityID]
  ) {
    let claim = code(declaration.claim).place
    for (index, run) in declaration.runs.enumerated() {
      guard let phrase = book.relationPhrase(in: text.words(run)) else { continue }
      func range(_ part: Range<Int>) -> TokenRange {
        TokenRange(Int(run.first) + part.lowerBound, Int(run.first) + part.upperBound)
      }
      let before = Array(declaration.runs[..<index]) + [range(phrase.before)]
      let after = [range(phrase.after)] + Array(declaration.runs[(index + 1)...])
      let relation = phrase.relation
      return (
        relation,
        try entities(phrase.isInverse ? after : before, relation, relation.subject, "is of"),
        try entities(phrase.isInverse ? before : after, relation, relation.object, "is to")
      )
    }
    throw noRelation(declaration, claim)
  }

  /// The entities of one side of a claim, which must be of the kinds of that side.
  private func entities(
    _ ranges: [TokenRange], _ relation: Relation, _ side: Relation.Side, _ what: String
  ) throws(Diagnostic) -> [EntityID] {
    var found: [EntityID] = []
    for range in ranges {
      let own = name(range)
      guard let entity = book.entity(exactly: own) ?? book.entity(folding: own) else {
        throw Message.unknownName(
          text.words(range).joined(separator: " "), place(range),
          suggestions: Spelling.suggestions(for: own, among: book.entityWords))
      }
      guard entity.table == nil else {
        throw Diagnostic(
          code: "AIS0853", "a relation is between declared entities, and this is a row of a table",
          at: place(range), help: "declare it by itself: `company \(own) { }`")
      }
      guard side.kinds.contains(book[entity].kind) else {
        let kinds = side.kinds.map { "a \(book[$0].display)" }.joined(separator: " or ")
        throw Diagnostic(
          code: "AIS0853",
          "`\(relation.title)` \(what) \(kinds), this is a \(book[book[entity].kind].display)",
          at: place(range), help: kindHelp(relation))
      }
      found.append(entity)
    }
    return found
  }

  private func kindHelp(_ relation: Relation) -> String {
    func kinds(_ side: Relation.Side) -> String {
      side.kinds.map { book[$0].name }.joined(separator: "|")
    }
    return
      "it is declared as `\(relation.title)(\(kinds(relation.subject)), \(kinds(relation.object)))`"
  }

  /// Says which word is no relation, when entities stand on both sides of it.
  private func noRelation(_ declaration: RelationFactDeclaration, _ claim: Place) -> Diagnostic {
    for run in declaration.runs where run.count > 2 {
      let words = text.words(run)
      if let word = book.unknownRelation(in: words) {
        return Message.noRelation(word, claim, book)
      }
    }
    return Diagnostic(
      code: "AIS0850", "no relation is among these words", at: claim,
      help: "a fact about two entities is `Microsoft invested_in OpenAI @ 2019 from SOURCE`")
  }
}

extension Book {
  /// The word between two entities that is no relation; `nil` when the words are no such claim.
  func unknownRelation(in words: [String]) -> String? {
    guard words.count > 2 else { return nil }
    func isEntity(_ words: ArraySlice<String>) -> Bool {
      words == ["self"] || entity(folding: joinedName(words)) != nil
    }
    for first in 1...(words.count - 2) where isEntity(words[..<first]) {
      for next in (first + 1)...(words.count - 1) where isEntity(words[next...]) {
        return joinedName(words[first..<next])
      }
    }
    return nil
  }
}

extension Message {
  static func noRelation(_ word: String, _ place: Place, _ book: Book) -> Diagnostic {
    Diagnostic(
      code: "AIS0850", "no relation is called `\(word)`", at: place,
      help: didYouMean(Spelling.suggestions(for: word, among: book.relationWords))
        ?? "declare it: `relation \(word)(company, company)`")
  }
}
