import AISLanguage

extension Answer {
  /// The answer as rows and columns, for formats that know nothing else; `nil` where it says nothing. A single value is
  /// a table of one cell, a tree has a row for each of its nodes.
  var rows: Table? {
    switch content {
    case .table(let table): table
    case .record(let record): record.table
    case .cell(let cell): Table(columns: [.init("value", .quantity)], rows: [[cell]])
    case .list(let cells):
      Table(columns: [.init("value", .quantity)], rows: cells.map { [$0] })
    case .tree(let tree): tree.table
    case .scenario(let clauses):
      Table(columns: [.init("clause", .text)], rows: clauses.map { [.text($0)] })
    case .defined, .passed: nil
    case .written(let file, _):
      Table(columns: [.init("file", .text)], rows: [[.text(file)]])
    }
  }
}

extension Tree {
  /// A row for each node, each after the one that it is part of, with its level from 1.
  fileprivate var table: Table {
    var table = Table(
      columns: [
        .init("level", .text), .init("name", .text), .init("value", .quantity),
        .init("definition", .text), .init("origin", .text),
      ], rows: [])
    var open: [(node: Tree, level: Int)] = [(self, 1)]
    while let (node, level) = open.popLast() {
      table.rows.append([
        .text("\(level)"), .text(node.name), node.value, .text(node.definition), .text(node.origin),
      ])
      open += node.parts.reversed().map { ($0, level + 1) }
    }
    return table
  }
}
