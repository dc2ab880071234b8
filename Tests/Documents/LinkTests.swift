import AISTestSupport
import Testing

/// Every relative link of a document leads to a file of this repository, and to a heading that is there.
@Suite struct LinkTests {
  @Test(arguments: ManualTests.documents + Repository.decisions) func leadsSomewhere(_ path: String)
  {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    for target in Links.targets(in: Repository.text(path)?.content ?? "") {
      let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let file = parts[0].isEmpty ? path : Links.resolved(String(parts[0]), in: folder)
      #expect(Repository.exists(file), "\(path): \(target)")
      if parts.count == 2, let page = Repository.text(file)?.content {
        #expect(Links.anchors(in: page).contains(String(parts[1])), "\(path): \(target)")
      }
    }
  }

  @Test func linksAndAnchorsAreFound() {
    let page =
      "# What if?\n\n[a](b.md#c), [d](https://e.org) and\n[f\ng](../h)\n\n```text\n[i](j)\n```\n"
    #expect(Links.targets(in: page) == ["b.md#c", "../h"])
    #expect(Links.anchors(in: page) == ["what-if"])
    #expect(Links.resolved("../h/i.md", in: "a/b") == "a/h/i.md")
  }
}

/// What a page of Markdown links to, and what can be linked to in it.
private enum Links {
  /// The targets of its links, those to other sites left out, and those in blocks of code.
  static func targets(in page: String) -> [String] {
    prose(of: page).matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
      .filter { !$0.contains("://") }
  }

  /// Its headings as GitHub names them: small letters, blanks as hyphens, signs left out.
  static func anchors(in page: String) -> Set<String> {
    let headings = prose(of: page).split(separator: "\n").filter { $0.hasPrefix("#") }
    return Set(
      headings.map { heading in
        heading.drop { $0 == "#" || $0 == " " }.lowercased()
          .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
          .map { $0 == " " ? "-" : String($0) }.joined()
      })
  }

  /// The path from the root that `target` names, seen from `folder`.
  static func resolved(_ target: String, in folder: String) -> String {
    var parts = folder.split(separator: "/")
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  /// The lines outside blocks of code.
  private static func prose(of page: String) -> String {
    page.split(separator: "```", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined(separator: "\n")
  }
}

extension Repository {
  /// The pages of decisions.
  fileprivate static let decisions = files(in: "Docs/Decisions", suffix: ".md").map {
    "Docs/Decisions/\($0)"
  }
}
