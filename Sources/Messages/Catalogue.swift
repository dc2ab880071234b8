import AISSource
import CMessages

/// The explanations of all messages, which are pages of Markdown in the folder of the same name.
///
/// A page has a heading `## CODE: TITLE` for each message, then the reason, and fenced blocks: `ais wrong` and `ais right` are programs,
/// with the options of the command after these words; `csv FILE` is a file that they import. The pages are part of the program
/// and are read when an explanation is asked for.
public enum Catalogue {
  /// The explanations, in the order of codes.
  public static var explanations: [Explanation] {
    (0..<ais_message_page_count()).flatMap { index in
      let page = ais_message_page_at(index)
      let bytes = UnsafeBufferPointer(start: page.bytes, count: Int(page.count))
      return explanations(of: String(decoding: bytes, as: UTF8.self))
    }.sorted { $0.code < $1.code }
  }

  /// Returns the code that `text` stands for: `AIS` and digits, or at most four digits; leading zeros may be left out.
  /// `nil` if it does not look like a code.
  public static func code(_ text: String) -> String? {
    let word = text.uppercased()
    let hasPrefix = word.hasPrefix("AIS")
    let digits = hasPrefix ? word.dropFirst(3) : word[...]
    guard !digits.isEmpty, hasPrefix || digits.utf8.count <= 4,
      digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return "AIS" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// Returns at most three codes that have an explanation and are nearest to `code`, the nearest first.
  public static func nearest(to code: String) -> [String] {
    guard let wanted = Int(code.dropFirst(3)) else { return [] }
    func distance(_ other: String) -> Int { abs((Int(other.dropFirst(3)) ?? 0) - wanted) }
    return explanations.map(\.code).sorted { (distance($0), $0) < (distance($1), $1) }
      .prefix(3).map(\.self)
  }

  private static func explanations(of page: String) -> [Explanation] {
    var all: [Explanation] = []
    var block: (head: [Substring], text: String)?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = block {
        if line == "```" {
          all[all.count - 1].add(open.head, open.text)
          block = nil
        } else {
          block?.text += line + "\n"
        }
      } else if line.hasPrefix("## "), let colon = line.firstIndex(of: ":") {
        let title = line[line.index(after: colon)...].drop { $0 == " " }
        all.append(
          Explanation(code: String(line[..<colon].dropFirst(3)), title: String(title)))
      } else if line.hasPrefix("```"), !all.isEmpty {
        block = (line.dropFirst(3).split(separator: " "), "")
      } else if !line.isEmpty, !all.isEmpty {
        all[all.count - 1].add(line)
      }
    }
    return all
  }
}
