import AISLanguage
import AISSource
import AISUnits

extension Document {
  /// Creates the layout of `answer`: warnings, the clauses of a what-if as read, the answer, notes,
  /// and what it rests on. The layout of a definition and of a passed `expect` may be empty. A single value whose spread is
  /// known has it as a few characters after its interval if `drawsSpread`.
  public init(_ answer: Answer, drawsSpread: Bool = false) {
    self.init()
    let wording = Wording(units: answer.units)
    blocks += answer.warnings.map { .diagnostic($0) }
    let head = Self.head(answer.changes, wording)
    let body = Self.body(answer, wording, drawsSpread: drawsSpread)
    blocks += head
    if !head.isEmpty, !body.isEmpty { blocks.append(.gap) }
    blocks += body
    if let contributions = answer.contributions {
      blocks.append(.gap)
      blocks += Self.tableBlocks(contributions, wording)
    }
    let foot = Self.foot(answer)
    if answer.content.isTall, !foot.isEmpty { blocks.append(.gap) }
    blocks += foot
  }

  // MARK: The answer itself

  private static func body(_ answer: Answer, _ wording: Wording, drawsSpread: Bool) -> [Block] {
    if let drawing = answer.drawing, answer.content.isDrawn {
      return [.picture(Picture(answer.table, drawing, wording))]
    }
    return switch answer.content {
    case .cell(.text(let text)): [.verbatim(text)]
    case .cell(let cell):
      [
        .paragraph(
          Paragraph(
            [Span(wording.full(cell))] + (drawsSpread ? sparkline(answer.drawing) : []), hanging: 2)
        )
      ]
    case .table(let table): tableBlocks(table, wording)
    case .record(let record): tableBlocks(record.table, wording)
    case .tree(let tree): [.tree(Branch(tree, wording))]
    case .list(let cells) where cells.isEmpty: [.paragraph(Paragraph([Span("none", .faint)]))]
    case .list(let cells): [.list(cells.map { [Span(wording.short($0))] })]
    case .scenario(let clauses): scenario(clauses)
    case .defined(let line): line.map { [.paragraph(Paragraph([Span($0)]))] } ?? []
    case .passed: []
    case .written(let file, let rows):
      [
        .paragraph(
          Paragraph([
            Span("wrote " + (rows.map { $0 == 1 ? "1 row to " : "\($0) rows to " } ?? "") + file)
          ]))
      ]
    }
  }

  /// How an uncertain value is spread between the ends of its interval: three blanks, and a character for each part.
  private static func sparkline(_ drawing: Drawing?) -> Phrase {
    guard let spread = drawing?.spreads.first, spread.quantiles.count > 2 else {
      return []
    }
    let heights = spread.heights(16)
    guard heights.contains(where: { $0 > 0 }) else { return [] }
    return [Span("   "), Span(String(heights.map(Eighths.least)), .series(0))]
  }

  private static func tableBlocks(_ table: Table, _ wording: Wording) -> [Block] {
    guard table.rowCount > 0 else { return [.paragraph(Paragraph([Span("no rows", .faint)]))] }
    let layout = TableLayout(table, wording)
    let footnote = layout.footnote.map { Block.paragraph(Paragraph([Span($0, .faint)])) }
    return [.table(layout.grid)] + [footnote].compactMap { $0 }
  }

  /// The clauses in braces, as they could be written.
  private static func scenario(_ clauses: [String]) -> [Block] {
    if clauses.count < 2 {
      let inner = clauses.first.map { " \($0) " } ?? " "
      return [.paragraph(Paragraph([Span("scenario {\(inner)}")], hanging: 2))]
    }
    let lines = clauses.map { Block.paragraph(Paragraph([Span($0)], indent: 2, hanging: 4)) }
    return [.paragraph(Paragraph([Span("scenario {")]))] + lines
      + [.paragraph(Paragraph([Span("}")]))]
  }

  // MARK: The head of a what-if

  /// A line for each value that changes; the values of one clause stand under each other.
  private static func head(_ changes: [ChangeLine], _ wording: Wording) -> [Block] {
    var blocks: [Block] = []
    var rest = changes[...]
    while let clause = rest.first?.clause {
      let group = rest.prefix { $0.clause == clause }
      rest = rest.dropFirst(group.count)
      blocks += lines(of: clause, group.filter { !$0.name.isEmpty }, wording)
    }
    return blocks
  }

  private static func lines(of clause: String, _ group: [ChangeLine], _ wording: Wording) -> [Block]
  {
    guard !group.isEmpty else {
      return [.paragraph(Paragraph([Span(clause, .strong)], hanging: 2))]
    }
    let lead = clause + ": "
    let names = group.map(\.name.displayWidth).max() ?? 0
    return group.enumerated().map { index, line in
      let before = index == 0 ? lead : String(repeating: " ", count: lead.displayWidth)
      let values = values(of: line, wording)
      let name = values.isEmpty ? line.name : line.name.padded(to: names) + " " + values
      return .paragraph(Paragraph([Span(before, .strong), Span(name)], hanging: 4))
    }
  }

  private static func values(of line: ChangeLine, _ wording: Wording) -> String {
    let (before, after) = (wording.short(line.before), wording.short(line.after))
    if before.isEmpty { return after }
    return after.isEmpty ? before : "\(before) → \(after)"
  }

  // MARK: The foot

  private static func foot(_ answer: Answer) -> [Block] {
    let notes = answer.notes.map { Block.paragraph(Paragraph([Span("note: " + $0)], hanging: 2)) }
    if case .tree = answer.content { return notes + basis(answer, listed: false) }
    return notes + answer.readings.map { reading($0, of: answer) } + basis(answer, listed: true)
  }

  /// Which of several claims was used; its reason is left to the assumption of that name below.
  private static func reading(_ reading: ReadingUsed, of answer: Answer) -> Block {
    let listed = answer.restsOn.first { $0.kind == .assumption && $0.name == reading.name }
    let title = reading.rivals.count == 1 ? "rival" : "rivals"
    let rivals =
      reading.rivals.isEmpty ? [] : ["\(title): " + reading.rivals.joined(separator: "; ")]
    let used = "reads \(reading.name) as \(listed?.value ?? reading.used)"
    return .paragraph(
      Paragraph([Span(([used] + rivals).joined(separator: "; "), .faint)], hanging: 2))
  }

  /// The number of assumptions that are listed under an answer.
  private static let basisLimit = 12

  /// What the answer rests on: assumptions and own lines by name if `listed`, facts by number.
  private static func basis(_ answer: Answer, listed: Bool) -> [Block] {
    guard !answer.restsOn.isEmpty else { return [] }
    let supposed = answer.restsOn.filter { $0.kind != .fact }
    let isListed = listed && !supposed.isEmpty
    let counts = Basis.Kind.inOrder.compactMap { kind in
      kind.counted(answer.restsOn.count { $0.kind == kind })
    }
    let head = "rests on \(inWords(counts)), as of \(answer.today.text)" + (isListed ? ":" : "")
    var lines = [Paragraph([Span(head, .faint)], hanging: 2)]
    guard isListed else { return lines.map { .paragraph($0) } }
    lines += supposed.prefix(basisLimit).map(line)
    if supposed.count > basisLimit {
      let more = "… and \(supposed.count - basisLimit) more: `\(question(for: answer))`"
      lines.append(Paragraph([Span(more, .faint)], indent: 2, hanging: 4))
    }
    return lines.map { .paragraph($0) }
  }

  private static func line(_ basis: Basis) -> Paragraph {
    let reason = basis.reason.isEmpty ? "" : " — \(basis.reason)"
    return Paragraph(
      [Span("\(basis.name) = \(basis.value)\(reason)", .faint)], indent: 2, hanging: 4)
  }

  /// What to ask for the whole list.
  private static func question(for answer: Answer) -> String {
    guard case .cell = answer.content, !answer.statement.contains("\n") else {
      return "assumptions"
    }
    return "assumptions of \(answer.statement)"
  }

  private static func inWords(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Document.Branch {
  /// Creates the layout of `tree`: `name = value   definition   [origin]`, and its parts.
  ///
  /// - Requires: `tree` is no deeper than the language draws reasons.
  init(_ tree: Tree, _ wording: Wording) {
    let value = wording.bracketed(tree.value)
    var phrase = [Document.Span(tree.name, .strong)]
    if !value.isEmpty { phrase.append(Document.Span(" = " + value)) }
    if ![tree.name, value, ""].contains(tree.definition) {
      phrase.append(Document.Span("   " + tree.definition))
    }
    if !tree.origin.isEmpty { phrase.append(Document.Span("   [\(tree.origin)]", .faint)) }
    self.init(
      phrase, remarks: tree.remarks.map { [Document.Span($0, .warning)] },
      parts: tree.parts.map { Document.Branch($0, wording) })
  }
}

extension Answer.Content {
  /// `true` iff a drawing of it stands in its place.
  fileprivate var isDrawn: Bool {
    switch self {
    case .table, .record: true
    default: false
    }
  }

  /// `true` iff it is set apart from what follows by an empty line.
  fileprivate var isTall: Bool {
    switch self {
    case .table, .record, .tree: true
    default: false
    }
  }
}

extension Basis.Kind {
  /// The kinds in the order in which they are told.
  fileprivate static let inOrder: [Basis.Kind] = [.assumption, .own, .fact]

  /// Returns the number of some of this kind in words, or `nil` for none.
  fileprivate func counted(_ count: Int) -> String? {
    guard count > 0 else { return nil }
    switch self {
    case .assumption: return count == 1 ? "1 assumption" : "\(count) assumptions"
    case .own: return count == 1 ? "1 line of your own" : "\(count) lines of your own"
    case .fact: return count == 1 ? "1 fact" : "\(count) facts"
    }
  }
}
