import AISLanguage
import AISPrompt
import AISSource

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

// What helps one to type: the session knows names and units, the conversation its commands, the system its files.
extension Conversation {
  /// What an editor asks while an entry is typed.
  var assistant: Assistant {
    Assistant(
      offer: { [unowned self] in offer(after: $0) }, hint: { [unowned self] in hint(after: $0) },
      edited: { [unowned self] in edited($0) })
  }

  private func edited(_ entry: String) -> String? {
    do throws(Diagnostic) {
      return try Draft.edited(entry)
    } catch {
      complain(Failure([error]))
      return nil
    }
  }

  private func offer(after before: String) -> Assistant.Offer {
    let line = before.drop { $0.isWhitespace }
    if line.hasPrefix("?") {
      return topics(beginningWith: String(line.drop { $0 == "?" }.drop { $0.isWhitespace }))
    }
    guard line.hasPrefix(":") else { return offerOfLanguage(before) }
    let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard let blank = line.firstIndex(where: \.isWhitespace) else {
      return choice(of: commands, beginningWith: String(line))
    }
    let rest = String(words.count > 1 ? words[1] : "")
    guard
      let command = PromptCommand.all.first(where: { $0.names.contains(String(line[..<blank])) })
    else { return Assistant.Offer() }
    switch command.argument {
    case .none: return Assistant.Offer()
    case .file: return files(beginningWith: rest)
    case .statement: return offerOfLanguage(rest)
    case .name: return topics(beginningWith: rest)
    case .words(let words):
      if let setting = Setting.all.first(where: { rest.hasPrefix($0.name + " ") }) {
        let typed = rest.dropFirst(setting.name.count).drop { $0.isWhitespace }
        return choice(
          of: setting.values.map {
            Completions.Item($0, setting.summary(of: $0, in: state.runner.settings))
          },
          beginningWith: String(typed))
      }
      return choice(
        of: words(self).map { word in
          Completions.Item(word, Setting.all.first { $0.name == word }?.summary ?? "")
        }, beginningWith: rest)
    }
  }

  /// What help is given on: a name, a field of something, a command of the prompt.
  private func topics(beginningWith typed: String) -> Assistant.Offer {
    if typed.contains(".") { return offerOfLanguage(typed) }
    return choice(of: state.runner.session.helpNames + commands, beginningWith: typed)
  }

  private var commands: [Completions.Item] {
    PromptCommand.all.map { Completions.Item($0.names[0], $0.summary) }
  }

  private func offerOfLanguage(_ before: String) -> Assistant.Offer {
    let completions = state.runner.session.completions(of: before, at: before.utf8.count)
    if let file = completions.file { return files(beginningWith: file) }
    let replaced = before.utf8.dropFirst(completions.span.lowerBound)
    return Assistant.Offer(
      replacing: String(decoding: replaced, as: UTF8.self),
      completions.items.map { ($0.text, $0.summary) })
  }

  private func choice(
    of items: [Completions.Item], beginningWith typed: String
  ) -> Assistant.Offer {
    var seen = Set<String>()
    let fitting = items.filter {
      $0.text.lowercased().hasPrefix(typed.lowercased()) && seen.insert($0.text).inserted
    }
    return Assistant.Offer(
      replacing: typed,
      fitting.sorted { $0.text.lowercased() < $1.text.lowercased() }.map { ($0.text, $0.summary) })
  }

  /// The files and folders whose path begins so; hidden ones where a dot is typed.
  private func files(beginningWith typed: String) -> Assistant.Offer {
    let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let (folder, name) = (String(typed[..<slash]), String(typed[slash...]))
    guard (try? access.check(typed, "read")) != nil || typed.isEmpty else {
      return Assistant.Offer()
    }
    let found = FileSystem.names(in: folder.isEmpty ? "." : folder).filter {
      $0.hasPrefix(name) && (name.hasPrefix(".") || !$0.hasPrefix("."))
    }
    return Assistant.Offer(
      replacing: name,
      found.map { file in
        Files.isFolder(folder + file) ? ("\(file)/", "folder") : (file, "file")
      })
  }

  private func hint(after before: String) -> Assistant.Hint? {
    guard before.contains("("),
      let signature = state.runner.session.signature(in: before, at: before.utf8.count)
    else { return nil }
    let parameters = signature.parameters
    let current = signature.current ?? parameters.count
    func joined(_ some: ArraySlice<String>) -> String { some.joined(separator: ", ") }
    let (first, rest) = (parameters.prefix(current), parameters.dropFirst(current + 1))
    return Assistant.Hint(
      before: "\(signature.name)("
        + (first.isEmpty ? "" : joined(first) + (current < parameters.count ? ", " : "")),
      current: current < parameters.count ? parameters[current] : "",
      after: (rest.isEmpty ? "" : ", " + joined(rest)) + ")")
  }
}
