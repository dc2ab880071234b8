import AISSource

extension Document.Branch {
  /// Returns the tree as lines: a branch drawn to each part, remarks set in below their node, long
  /// lines broken as `wrapping` says.
  ///
  /// - Requires: the tree is no deeper than the language draws reasons.
  func drawn(_ wrapping: Wrapping) -> [Document.Phrase] {
    var lines: [Document.Phrase] = []
    draw(first: "", rest: "", wrapping, &lines)
    return lines
  }

  /// Draws the node after `first`, and what belongs to it after `rest`.
  private func draw(
    first: String, rest: String, _ wrapping: Wrapping, _ lines: inout [Document.Phrase]
  ) {
    let trunk = rest + (parts.isEmpty ? "    " : "│   ")
    let inner = wrapping.narrowed(by: trunk.displayWidth)
    for (index, line) in inner.lines(of: .init(phrase)).enumerated() {
      lines.append([.init(index == 0 ? first : trunk, .faint)] + line)
    }
    for remark in remarks {
      for line in inner.lines(of: .init([.init("! ", .warning)] + remark, hanging: 2)) {
        lines.append([.init(trunk, .faint)] + line)
      }
    }
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      part.draw(
        first: rest + (isLast ? "└─ " : "├─ "), rest: rest + (isLast ? "   " : "│  "), wrapping,
        &lines)
    }
  }
}
