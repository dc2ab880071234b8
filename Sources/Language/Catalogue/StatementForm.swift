/// A form of the language as people look it up: how it is written, what it means, a line that shows it.
///
/// `Docs/Reference/Forms.md` is written from these; what begins a statement is known from them, too.
public struct StatementForm: Sendable {
  /// What a form is for.
  public enum Group: String, CaseIterable, Sendable {
    case question = "Questions"
    case part = "Parts of a question"
    case change = "Changes"
    case modifier = "Modifiers of a change"
    case declaration = "Declarations"
    case member = "Members of a kind"
    case program = "Programs and tests"
  }
  public let group: Group
  /// Words in capitals stand for something: `E` an expression, `C` a condition, `D` a date, `S` a scenario.
  public let form: String
  public let meaning: String
  /// A text that runs with the built-in model; empty where another form shows it.
  public let example: String

  init(_ group: Group, _ form: String, _ meaning: String, _ example: String = "") {
    (self.group, self.form, self.meaning, self.example) = (group, form, meaning, example)
  }

  /// Every form, in the order in which the reference lists them.
  public static let all =
    questions + parts + changes + modifiers + declarations + members + programs

  /// The ways in which it is written that begin with words of their own: those words, and the rest. `[shared] assume X`
  /// begins with `assume`.
  var spellings: [(words: [String], rest: Substring)] {
    form.split(separator: ", ").compactMap { one in
      let text = one.hasPrefix("[") ? one.drop { $0 != "]" }.dropFirst().drop { $0 == " " } : one
      let words = text.split(separator: " ").prefix { $0.allSatisfy(\.isLowercase) }
      guard let last = words.last else { return nil }
      return (words.map(String.init), text[last.endIndex...].drop { $0 == " " })
    }
  }

  /// How statements begin that have words of their own, such as `drivers of …`, by the first of them.
  static let beginnings: [String: String] = {
    var beginnings = ["scenario": "scenario NAME { … }"]
    for (words, rest) in (questions + programs).compactMap(\.spellings.first)
    where beginnings[words[0]] == nil {
      beginnings[words[0]] = words.joined(separator: " ") + (rest.isEmpty ? "" : " …")
    }
    return beginnings
  }()
}

extension StatementForm {
  fileprivate static let questions = [
    StatementForm(
      .question, "E", "its value; of an entity all that is known, of a set its names",
      "StabilityAI.runway"),
    StatementForm(
      .question, "it, _, _1", "the last value that was answered; the first one, read again",
      "StabilityAI.runway\nit / 2"),
    StatementForm(
      .question, "show E, … [PARTS]", "a table; `E PARTS` is the same for one value",
      "show revenue, runway for companies where layer == model"),
    StatementForm(
      .question, "what if CHANGES [for X in DOMAIN, …] [show E, … [PARTS]]",
      "in the model, with the changes, and the difference; without `show` the headline metrics that move",
      "what if token price drops 50% show OpenAI.net_income"),
    StatementForm(
      .question, "compare S, S, … show E, … [PARTS]",
      "a column for each scenario: a name, a call of one, or `{ CHANGES }`; `base` is the model as it is",
      "compare base, { token price drops 50% } show OpenAI.net_income"),
    StatementForm(
      .question, "why E [over SPAN]",
      "what E is made of, down to facts and assumptions; under a scenario what each clause contributes",
      "why StabilityAI.runway"),
    StatementForm(
      .question, "solve X [in A..B], … so that C [where C] [under S] [for …] [over SPAN|at D]",
      "for which X the condition holds; of `<` and `>` the boundary; several X with as many equations",
      "solve StabilityAI.revenue so that StabilityAI.net_income = 0"),
    StatementForm(
      .question, "minimize E over X in DOMAIN, … [where C] [under S] [for …] [over SPAN|at D]",
      "the X for which E is least, and E", "minimize (x - 2)^2 over x in 0..5"),
    StatementForm(
      .question, "maximize E over X in DOMAIN, …", "the X for which E is greatest, and E",
      "maximize x * (3 - x) over x in 0..3"),
    StatementForm(
      .question, "when C", "the first date at which the condition holds, within 30 years",
      "when StabilityAI.cash < $0"),
    StatementForm(
      .question, "drivers of E", "which inputs move E, and by how much",
      "drivers of StabilityAI.runway"),
    StatementForm(
      .question, "value of information for E", "which uncertain input to look up first",
      "value of information for StabilityAI.runway"),
    StatementForm(
      .question, "plot E, … [PARTS]", "what `show` answers, drawn",
      "plot OpenAI.cash over 2024..2028"),
    StatementForm(
      .question, "plot drivers of E", "a tornado: E with each input at its low and its high end",
      "plot drivers of OpenAI.net_income"),
    StatementForm(
      .question, "plot what if CHANGES [show …]", "what changes, as bars to both sides of zero",
      "plot what if token price drops 50%"),
    StatementForm(
      .question, "explain QUESTION",
      "its core form: every name whole, every verb as the changes that it makes",
      "explain what if token price drops 50% show OpenAI.cash"),
    StatementForm(
      .question, "assumptions [of E]", "what is supposed, with reasons",
      "assumptions of OpenAI.cash"),
    StatementForm(.question, "facts [of E]", "what sources state", "facts of OpenAI.revenue"),
    StatementForm(
      .question, "conflicts [of E]", "where sources disagree, with the reading taken",
      "conflicts of OpenAI.revenue"),
    StatementForm(.question, "sources", "the documents that facts are taken from", "sources"),
    StatementForm(
      .question, "roles of A [toward B]",
      "what one entity is to another, with the roles that oppose",
      "roles of Microsoft toward OpenAI"),
    StatementForm(
      .question, "relations [of A]", "what is said about pairs of entities", "relations of OpenAI"),
  ]

  fileprivate static let parts = [
    StatementForm(
      .part, "for SET, for ENTITY, …", "a row for each", "show revenue for OpenAI, Anthropic"),
    StatementForm(
      .part, "for X in A..B [step S], in [LIST], in SET",
      "a row for each value of X: a name of the model, or a new one that the question uses",
      "show StabilityAI.cost * k for k in 50%..150% step 50%"),
    StatementForm(
      .part, "by METRIC",
      "entities put together; what adds up is summed, other items name a reduction",
      "show revenue by layer"),
    StatementForm(.part, "at D", "read at a date", "OpenAI.cash at 2026"),
    StatementForm(
      .part, "over D..D, over D, over 5 years [yearly|quarterly|monthly|daily|step T]", "a series",
      "show OpenAI.cash over 2024..2026"),
    StatementForm(
      .part, "under S", "in a scenario", "StabilityAI.runway under { token price drops 50% }"),
    StatementForm(.part, "as UNIT", "in a unit", "StabilityAI.runway as years"),
    StatementForm(
      .part, "sort by E [desc|asc]", "in this order",
      "show revenue for companies sort by revenue desc"),
    StatementForm(
      .part, "top N", "the first N rows; without `sort` the largest",
      "show revenue for companies top 3"),
  ]

  fileprivate static let changes = [
    StatementForm(
      .change, "X = E, X += E, X -= E, X *= E, X /= E", "X is set, or changed from what it is",
      "what if StabilityAI.cost *= 0.8 show StabilityAI.runway"),
    StatementForm(
      .change, "A PHRASE", "as a verb reads it (Verbs); the subject may be a list or a set",
      "what if OpenAI and Anthropic cut costs by 20% show net_income for OpenAI, Anthropic"),
    StatementForm(
      .change, "growth of X = RATE", "from year to year after the last fact",
      "what if growth of OpenAI.revenue = 40% per year show OpenAI.revenue at 2026"),
    StatementForm(.change, "NAME, NAME(P: E)", "the changes of a scenario", ""),
    StatementForm(
      .change, "KIND NAME { M = E; … }", "an entity that the change brings in", ""),
    StatementForm(
      .change, "when C { CHANGES }", "once, in the first month in which the condition holds",
      "what if { when OpenAI.cash < $5B { OpenAI raises $10B } } show OpenAI.cash at 2027"),
    StatementForm(.change, "{ CHANGES }", "a group, for the modifiers after it", ""),
    StatementForm(
      .change, "A and B, A; B", "hold together, in any order",
      "what if token price drops 50% and API demand doubles show OpenAI.net_income"),
    StatementForm(
      .change, "A then B", "B on top of A",
      "what if StabilityAI.cost *= 0.8 then StabilityAI.cost = $70M/year show StabilityAI.cost"),
    StatementForm(
      .change, "correlate A, B = R", "the two go together in this scenario", ""),
    StatementForm(.change, "require C else \"TEXT | HELP\"", "in a verb: what must hold", ""),
    StatementForm(
      .change, "note \"TEXT\"", "in a verb: what the answer says of how the clause was read", ""),
  ]

  fileprivate static let modifiers = [
    StatementForm(
      .modifier, "in D, at D, from D, in 18 months", "from then on, else from today",
      "what if in 2025 OpenAI cuts costs by 10% show OpenAI.cash at 2026"),
    StatementForm(
      .modifier, "until D, from D until D, during D[..D]", "and then back",
      "what if during 2025 token price drops 50% show OpenAI.cash at 2027"),
    StatementForm(
      .modifier, "over 2 years, over D..D", "phased in: factors geometrically, amounts evenly",
      "what if token price drops 50% over 2 years show OpenAI.cash at 2026"),
    StatementForm(
      .modifier, "with probability P", "in a share of the samples",
      "what if StabilityAI raises $50M with probability 60% show StabilityAI.runway"),
  ]

  fileprivate static let declarations = [
    StatementForm(
      .declaration, "X = E, let X = E, ENTITY.M = E",
      "a name stands for a formula, not for a stored value",
      "let wage = $200k per person per year"),
    StatementForm(
      .declaration, "[shared] assume X = E \"REASON\"",
      "an assumption; of a metric of a kind one draw for each entity, one for all if `shared`",
      "assume churn = 2% to 4% \"no source gives it\""),
    StatementForm(
      .declaration,
      "X = E @ D[..D] from SOURCE, … [estimate|forecast|rumour] [\"NOTE\"] [calibrate]",
      "a fact; on a metric with a formula it is a check, and with `calibrate` the formula is shifted to it",
      "source my_report \"Report\" 2024-06-01\nStabilityAI.headcount = 150 people @ 2024 from my_report"
    ),
    StatementForm(
      .declaration, "reading X = E [@ D] [\"REASON\"]",
      "in an entity: the figure to use among rivals", ""),
    StatementForm(
      .declaration, "prefer SOURCE [for X], prefer READING [for X]", "which rival figure is used",
      "prefer silicon_rabbit for Anthropic.revenue"),
    StatementForm(
      .declaration, "pool X", "rival facts are read as a mixture, each as likely",
      "pool OpenAI.revenue"),
    StatementForm(
      .declaration, "correlate A, B [, …] = R", "rank correlation of inputs",
      "let a = 1 to 2\nlet b = 3 to 5\ncorrelate a, b = 60%"),
    StatementForm(
      .declaration, "source NAME \"TITLE\" [D] [file \"F\"]", "a document that facts cite",
      "source annual_report \"Annual report\" 2024-03-31"),
    StatementForm(
      .declaration, "KIND NAME [\"DISPLAY\"] [alias \"A\", …] { M = E; … }", "an entity",
      "company Acme { revenue = $5M/year; cost = $9M/year; cash = $12M }"),
    StatementForm(
      .declaration, "kind NAME [plural NAME] [\"DISPLAY\"] [(ROLE: KIND, …)] { MEMBERS }",
      "a kind of entity; the roles say which two are the same one",
      "kind shop { sales: money/year; rent: money/year; profit = sales - rent }"),
    StatementForm(.declaration, "enum NAME { A, B, … }", "choices", "enum size { small, large }"),
    StatementForm(
      .declaration,
      "relation NAME([ROLE:] KIND, [ROLE:] KIND) [inverse NAME] [symmetric] [allies|opposes]",
      "what can hold between two entities",
      "relation supplies(company, company) inverse supplied_by"),
    StatementForm(
      .declaration, "A, … RELATION B, … [@ D] [from SOURCE]", "a fact that it holds, for each pair",
      "relation audits(company, company)\nMicrosoft audits OpenAI @ 2024"),
    StatementForm(
      .declaration, "unit NAME [plural NAME] [= E | : UNIT]",
      "a dimension of its own, a multiple, or another word for one", "unit seat : users"),
    StatementForm(
      .declaration, "fn NAME(A, B = E) = E, fn NAME(A) { let X = E; … E }",
      "a function; it may call itself", "fn doubled(x) = 2 * x"),
    StatementForm(
      .declaration, "scenario NAME[(P = E, …)] { CHANGES }", "changes by name",
      "scenario price_war(cut = 50%) { token_price drops cut over 2 years }"),
    StatementForm(
      .declaration, "verb PHRASE { CHANGES }",
      "a word of your own: `(hole: TYPE)`, `a|b` for synonyms, `[word]` for an optional one",
      "verb (c: company) trims|trim (part: percentage) of its cost { c.cost *= 1 - part }"),
    StatementForm(
      .declaration, "X responds to Y by E", "X × (Y / base Y) ^ E; also in a kind",
      "let price = $2\nlet sold = 5M * 1\nsold responds to price by -1.2"),
    StatementForm(
      .declaration, "X grows by RATE", "after the last fact; also in a kind",
      "StabilityAI.revenue grows by 20% per year"),
    StatementForm(.declaration, "when C { CHANGES }", "a trigger of the model", ""),
    StatementForm(.declaration, "import \"FILE\" as KIND", "an entity for each row of a table", ""),
    StatementForm(
      .declaration, "use \"FILE.ais\" [as NAME]",
      "the declarations of another text; as NAME its values, functions and scenarios are `NAME.x`",
      ""),
  ]

  fileprivate static let members = [
    StatementForm(.member, "NAME: TYPE", "a metric that is stated for each entity"),
    StatementForm(
      .member, "NAME = E", "a formula: it always computes, and a fact on it is a check"),
    StatementForm(
      .member, "NAME: TYPE = E",
      "a default, before which facts and lines of an entity come; a formula over the facts if E reads `base NAME`"
    ),
    StatementForm(.member, "[shared] assume NAME [: TYPE] = E \"REASON\"", "an assumption"),
    StatementForm(
      .member, "stock NAME: TYPE [= E] changes by E", "what a flow adds to over time"),
    StatementForm(
      .member, "alias METRIC \"OTHER NAME\", …",
      "what else it is called; a metric of that name comes first"),
    StatementForm(.member, "headline A, B", "what a `what if` without `show` looks at"),
    StatementForm(.member, "check C else \"TEXT\"", "a remark when it fails"),
    StatementForm(.member, "expect C else \"TEXT\"", "an error in `expect SET` when it fails"),
  ]

  fileprivate static let programs = [
    StatementForm(.program, "print E, …", "a line of text", "print \"it is {2 + 2}\""),
    StatementForm(
      .program, "for X in DOMAIN [step S] { STATEMENTS }",
      "questions, `print`, `let` and `for`, for each element", "for x in [1, 2] { print x }"),
    StatementForm(
      .program, "expect C, expect A == B within T, expect SET [under S]",
      "passes in silence, or is an error; of a set the `expect`s of its kind",
      "expect 0.1 + 0.2 == 0.3 within 1e-9"),
    StatementForm(
      .program, "expect error [\"TEXT\"] { STATEMENTS }",
      "passes if one of them fails, with a message or code that says TEXT",
      "expect error \"cannot add\" { $1 + 1 year }"),
    StatementForm(
      .program, "test \"NAME\" { STATEMENTS }", "run on a copy, also by `ais test`",
      "test \"sums\" { expect 1 + 1 == 2 }"),
  ]
}
