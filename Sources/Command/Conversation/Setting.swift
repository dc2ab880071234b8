import AISLanguage
import AISReport
import AISSource
import ArgumentParser

/// Something that `:set` changes: a member of the family `Setting.all`.
struct Setting: Sendable {
  /// What it is called, as the option of the command that does the same.
  let name: String
  /// What it is about, in a few words.
  let summary: String
  /// What it may be, where that is a choice.
  var values: [String] = []
  /// Its value, as it is typed.
  let value: @Sendable (Settings) -> String
  /// Takes a value; `false` for one that it cannot take.
  let change: @Sendable (inout Settings, String) -> Bool
  /// What is answered changes with it, and not only how it is shown.
  let changesAnswers: Bool

  /// Every setting, in the order in which they are listed.
  static let all = [
    Setting("samples", "Monte Carlo samples", changesAnswers: true) {
      "\($0.samples)"
    } change: { settings, value in
      settings.samples = Int(value.filter { $0 != "_" }) ?? 0
      return settings.samples > 0
    },
    Setting("seed", "seed of the draws", changesAnswers: true) {
      "\($0.seed)"
    } change: { settings, value in
      guard let seed = UInt64(value) else { return false }
      settings.seed = seed
      return true
    },
    Setting("sampling", "how draws are spread", Options.samplings, changesAnswers: true) {
      $0.sampling
    } change: {
      $0.sampling = $1
      return true
    },
    Setting("threads", "threads that compute") {
      "\($0.threads ?? Settings.processors)"
    } change: {
      $0.threads = Int($1)
      return $0.threads != nil
    },
    Setting("format", "how answers are printed", Format.all.map(\.name)) {
      $0.format
    } change: {
      $0.format = $1
      return true
    },
    Setting("color", "colour", Settings.colors) {
      $0.color
    } change: {
      $0.color = $1
      return true
    },
    Setting("theme", "colours", Theme.all.map(\.name)) {
      $0.chosenTheme.name
    } change: {
      $0.theme = $1
      return true
    },
    Setting("time", "say how long each answer took", ["on", "off"]) {
      $0.time ? "on" : "off"
    } change: {
      $0.time = $1 == "on"
      return true
    },
    Setting("quiet", "say nothing but answers and errors", ["on", "off"]) {
      $0.quiet ? "on" : "off"
    } change: {
      $0.quiet = $1 == "on"
      return true
    },
  ]

  private init(
    _ name: String, _ summary: String, _ values: [String] = [], changesAnswers: Bool = false,
    _ value: @escaping @Sendable (Settings) -> String,
    change: @escaping @Sendable (inout Settings, String) -> Bool
  ) {
    (self.name, self.summary, self.values) = (name, summary, values)
    (self.value, self.change) = (value, change)
    self.changesAnswers = changesAnswers
  }

  /// What a value means, in a few words, where that is not plain.
  func summary(of value: String, in settings: Settings) -> String {
    let meaning = name == "theme" ? Theme.named(value)?.summary ?? "" : ""
    let now = value == self.value(settings) ? "as it is now" : ""
    return meaning.isEmpty || now.isEmpty ? meaning + now : "\(meaning); \(now)"
  }

  /// Changes what `argument`, a name and a value, says.
  static func change(_ argument: String, of runner: inout Runner) throws(Failure) {
    let words = argument.split { $0.isWhitespace || $0 == "=" }.map(String.init)
    guard let setting = all.first(where: { $0.name == words.first }) else {
      let near = Spelling.suggestions(for: words.first ?? "", among: all.map(\.name))
      let names = near.isEmpty ? all.map(\.name) : near
      throw Failure([
        Diagnostic(
          code: "AIS0872", "there is no setting `\(words.first ?? "")`",
          help: "there is " + names.map { "`\($0)`" }.joined(separator: ", "))
      ])
    }
    var settings = runner.settings
    let isFit = words.count == 2 && (setting.values.isEmpty || setting.values.contains(words[1]))
    guard isFit, setting.change(&settings, words[1]) else {
      let example = setting.values.first ?? setting.value(runner.settings)
      let choice =
        setting.values.isEmpty ? "" : "; it is one of \(setting.values.joined(separator: ", "))"
      throw Failure([
        Diagnostic(
          code: "AIS0872",
          words.count < 2
            ? "the value of `\(setting.name)` is missing; it is \(setting.value(settings)) now"
            : "`\(words.dropFirst().joined(separator: " "))` is no value of `\(setting.name)`",
          help: "write `:set \(setting.name) \(example)`\(choice)")
      ])
    }
    do { try settings.validate() } catch {
      throw Failure([
        Diagnostic(
          code: "AIS0872", "\(error)".replacing("--", with: ""),
          help: "`:set` lists the settings as they are")
      ])
    }
    runner.settings = settings
    settings.apply(to: &runner.session.options)
  }

  /// The settings and their values.
  static func table(of runner: Runner) -> Answer {
    let rows = all.map { setting in
      [
        Cell.text(setting.name), .text(setting.value(runner.settings)),
        .text(
          setting.summary
            + (setting.values.isEmpty ? "" : ": " + setting.values.joined(separator: ", "))),
      ]
    }
    let columns = ["setting", "value", "meaning"].map { Table.Column($0, .text) }
    return runner.session.answer(.table(Table(columns: columns, rows: rows)), to: ":set")
  }

  /// The options of the command under which a script answers as it did here.
  static func options(of settings: Settings) -> [String] {
    guard let usual = try? Settings.parse([]) else { return [] }
    let model = settings.model.map { ["--model \($0.contains(" ") ? "'\($0)'" : $0)"] } ?? []
    let today = settings.today.map { ["--at \($0)"] } ?? []
    return model + today
      + all.compactMap { setting in
        let value = setting.value(settings)
        return setting.changesAnswers && value != setting.value(usual)
          ? "--\(setting.name) \(value)" : nil
      }
  }
}
