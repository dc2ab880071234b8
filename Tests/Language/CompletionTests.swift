import AISLanguage
import AISTestSupport
import Testing

/// What may be typed at a place of a text. Tests/Terminal/test_completion.py looks at the keys.
@Suite struct CompletionTests {
  private let session: Session

  init() throws { session = try Session() }

  /// The end of the text that is replaced, and the words that are offered.
  private func offered(_ text: String) -> (typed: String, words: [String]) {
    let completions = session.completions(of: text, at: text.utf8.count)
    let typed = String(decoding: text.utf8.dropFirst(completions.span.lowerBound), as: UTF8.self)
    return (typed, completions.items.map(\.text))
  }

  @Test(arguments: [
    // names, in any case, and of several words
    ("Open", "OpenAI"), ("opena", "OpenAI"), ("show reven", "revenue"),
    ("what if token pr", "price"), ("what if token_pr", "token_price"),
    // fields
    ("OpenAI.run", "runway"), ("OpenAI's run", "runway"), ("companies.rev", "revenue"),
    ("why StabilityAI.ca", "cash"),
    // forms, and their further words
    ("wh", "what if"), ("what i", "if"), ("value of in", "information for"), ("sh", "show"),
    ("show revenue for companies so", "sort by"), ("show revenue sort b", "by"),
    ("show cash for companies to", "top"), ("OpenAI.cash ov", "over"),
    // verbs
    ("what if OpenAI ", "raises"), ("what if OpenAI ac", "acquires"),
    ("what if token price dr", "drops"), ("what if OpenAI raises $5B ", "at"),
    ("what if { OpenAI cuts cost ", "by"), ("scenario s { OpenAI ra", "raises"),
    // modifiers and what follows a change
    ("what if token price drops 50% ", "show"), ("what if token price drops 50% ov", "over"),
    // units
    ("5 mo", "months"), ("OpenAI.runway as ye", "years"), ("$5 per ye", "years"),
    // functions with what they take
    ("nor", "normal("), ("np", "npv("), ("npv(", "rate:"), ("npv(5%, ", "flows:"),
    ("normal(", "mean:"),
    // sets and choices
    ("show revenue for com", "companies"), ("show revenue by la", "layer"),
    ("company", "company"),
  ])
  func offers(_ text: String, _ word: String) {
    #expect(offered(text).words.contains(word), "\(text)")
  }

  /// After `as` stand the units that the value can be said in, and no others.
  @Test(arguments: [
    ("OpenAI.runway as ", ["days", "months", "years"], "tokens"),
    ("show OpenAI.revenue as ", ["$/year", "$/month"], "months"),
    ("let x = OpenAI.cash / 2 as ", ["USD"], "months"),
    ("token price as ", ["$/token", "$/1M tokens"], "USD"),
    ("show OpenAI.cash, OpenAI.runway as ", ["months"], "USD"),
    ("nothing_at_all as ", ["months", "USD"], "$/year"),
  ])
  func offersFittingUnits(_ text: String, _ words: [String], _ other: String) {
    let offered = offered(text).words
    #expect(Set(words).isSubset(of: offered) && !offered.contains(other), "\(offered)")
  }

  @Test(arguments: [
    ("OpenAI.run", "run"), ("what if token pr", "pr"), ("5 mo", "mo"), ("show ", ""),
    ("x = é + Open", "Open"),
  ])
  func replacesTheWord(_ text: String, _ typed: String) {
    #expect(offered(text).typed == typed)
  }

  @Test(arguments: [
    "print \"Open", "# Open", "2 + 2 # Open", "OpenAI.xyzzy", "nothing.at_all.",
    "let x = \"a\" + \"Op",
  ])
  func offersNothing(_ text: String) {
    #expect(offered(text).words.isEmpty, "\(text)")
    #expect(session.completions(of: text, at: text.utf8.count).file == nil, "\(text)")
  }

  @Test(arguments: [
    ("use \"mod", "mod"), ("import \"data/st", "data/st"), ("show revenue to \"out", "out"),
  ])
  func asksForAFile(_ text: String, _ beginning: String) {
    let completions = session.completions(of: text, at: text.utf8.count)
    #expect(completions.file == beginning)
    #expect(completions.items.isEmpty)
  }

  @Test func theProgramsOwnNamesAreOffered() throws {
    var session = try Session(model: .none)
    try session.define(
      "let own_price = $5\nscenario own_war { own_price *= 2 }\nfn own_sum(a, b = 2) = a + b")
    for (text, word) in [
      ("own_p", "own_price"), ("what if own_w", "own_war"), ("own_s", "own_sum("),
      ("compare own_w", "own_war"), ("own_sum(1, ", "b:"),
    ] {
      let items = session.completions(of: text, at: text.utf8.count).items
      #expect(items.map(\.text).contains(word), "\(text)")
    }
  }

  /// Every beginning of every example offers something or nothing, and never fails; what is offered fits.
  @Test func everyBeginningIsTaken() {
    for form in StatementForm.all {
      for end in form.example.indices.enumerated().filter({ $0.offset % 5 == 0 }).map(\.element) {
        let text = String(form.example[..<end])
        let (typed, words) = offered(text)
        let fit = words.allSatisfy { $0.lowercased().contains(typed.lowercased()) }
        #expect(fit && !words.contains(""), "\(text)")
        #expect(Set(words).count == words.count, "\(text)")
      }
    }
  }

  /// What a person types next in an example is among what is offered before it, for most words.
  @Test func examplesAreFollowed() {
    var asked = 0
    var missed: [String] = []
    for form in StatementForm.all where form.group == .question {
      for word in form.example.split(separator: " ")
      where word.allSatisfy(\.isLetter) && word.count > 1 {
        let before = String(form.example[..<word.startIndex])
        asked += 1
        // a person types the first letter
        let words = offered(before + word.prefix(1)).words
        let next = form.example[word.startIndex...]
        if !words.contains(where: { next.hasPrefix($0.replacing("_", with: " ")) }) {
          missed.append("\(before)|\(word)")
        }
      }
    }
    #expect(missed.count * 10 <= asked, "\(missed.joined(separator: "; "))")
  }

  // MARK: - Calls

  @Test(arguments: [
    ("npv(", "npv(rate, flows, first = now)", 0), ("npv(5%, ", "npv(rate, flows, first = now)", 1),
    ("npv(5%, [1, 2", "npv(rate, flows, first = now)", 1),
    ("npv(5%, [1, 2, 3], ", "npv(rate, flows, first = now)", 2),
    ("max(npv(5%, [1, 2]), normal(", "normal(mean: …, sd: …)", 0),
  ])
  func theCallIsKnown(_ text: String, _ call: String, _ current: Int) {
    let signature = session.signature(in: text, at: text.utf8.count)
    #expect(signature?.text == call)
    #expect(signature?.current == current)
  }

  @Test(arguments: ["", "npv", "npv(1)", "(2 + ", "\"npv(", "# npv(", "no_function("])
  func thereIsNoCall(_ text: String) {
    #expect(session.signature(in: text, at: text.utf8.count) == nil)
  }

  @Test func placesOutsideOfTheTextAreTaken() {
    #expect(session.completions(of: "Open", at: 99).items.map(\.text).contains("OpenAI"))
    #expect(session.completions(of: "Open", at: -1).span == 0..<0)
  }
}
