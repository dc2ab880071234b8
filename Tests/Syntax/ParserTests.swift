import AISSource
import AISSyntax
import Testing

/// What texts mean as trees: each expectation is the tree as an s-expression.
@Suite struct ParserTests {
  private func expect(_ text: String, _ tree: String) {
    let parsed = Parser.parse(SourceText(text))
    #expect(parsed.dump == tree)
    #expect(parsed.diagnostics.filter { $0.severity == .error }.map { $0.rendered() } == [])
  }

  // MARK: Files

  /// A text is never the end of an interval: it names the file of the answer.
  @Test(
    arguments: [
      (#"show a.b to "x.csv""#, #"(to "x.csv" (show (. a b)))"#),
      (#"show a to $5B to "x.csv""#, #"(to "x.csv" (show (to a $5B)))"#),
      (#"a to "x.csv"; b"#, #"(to "x.csv" a)\#nb"#),
      (
        #"show a for b sort by a desc top 5 to "a.csv""#,
        #"(to "a.csv" (show a (for b) (sort a desc) (top 5)))"#
      ),
      (#"what if a drops 5 to "x.md""#, #"(to "x.md" (what_if {a drops 5}))"#),
      (
        #"what if a drops to 5 show b to "x.md""#, #"(to "x.md" (what_if {a drops to 5} (show b)))"#
      ),
      (#"show a under s to "x.csv""#, #"(to "x.csv" (show (under a {s})))"#),
      (#"why a to "x.md""#, #"(to "x.md" (why a))"#),
      (#"conflicts to "x.md""#, #"(to "x.md" (conflicts))"#),
      (#"assumptions of a to "x.csv""#, #"(to "x.csv" (assumptions a))"#),
      ("show a\n  to \"x.csv\"", #"(to "x.csv" (show a))"#),
      (#"let a = import "x.csv""#, #"(= let a import "x.csv")"#),
      (#"a = import "x.json" from b"#, #"(= a import "x.json" from b)"#),
      (#"import = 5"#, "(= import 5)"),
    ])
  func files(text: String, tree: String) { expect(text, tree) }

  // MARK: Time

  @Test(
    arguments: [
      ("a.b at 2026", "(read (. a b) 2026)"), ("a + b at 2025Q3", "(read (+ a b) 2025Q3)"),
      ("a at 2026 - a at 2025", "(read (- (read a 2026) a) 2025)"),
      ("a at 2026 < b", "(< (read a 2026) b)"),
      ("a under s at 2026-08", "(read (under a {s}) 2026-08)"),
      ("a at 2026 under s", "(under (read a 2026) {s})"),
      ("a at 2026-08-03 as x", "(as (read a 2026-08-03) x)"),
      ("show a, b at 2026", "(show a b (read 2026))"),
      ("show a at 2025, b at 2026", "(show (read a 2025) (read b 2026))"),
      ("show a for b at 2026", "(show a (for b) (read 2026))"),
      ("a over 2024..2030", "(show a (over 2024 2030))"),
      ("a over 2024Q1 to 2025Q4 monthly", "(show a (over 2024Q1 2025Q4 monthly))"),
      ("show a over 5 years step 6 months for b", "(show a (for b) (over 5:years step 6:months))"),
      ("show a\n  over 2025 quarterly", "(show a (over 2025 quarterly))"),
      ("why a over 2024..2030", "(why (read a 2030))"),
      ("when a < $5 under s", "(when (under (< a $5) {s}))"),
      ("when a < $5 { b = 1; c drops 2 }", "(when (< a $5) {(= b 1) & c drops 2})"),
      (
        "what if when a > 1 { b = 2 } and c drops 3",
        "(what_if {(when (> a 1) {(= b 2)}) & c drops 3})"
      ),
      ("what if a drops 5 at 2026", "(what_if {a drops 5 @at 2026})"),
      (
        "what if a drops 5 in 6 months over 2 years",
        "(what_if {a drops 5 @in 6 months @over 2 years})"
      ),
      ("what if a drops 5 over 2025..2026", "(what_if {a drops 5 @over 2025 .. 2026})"),
      ("OpenAI's a grows by 20% per year", "(grows (. OpenAI a) (per 20% year))"),
      (
        "kind k { stock a: money changes by b + c; d grows by e per year }",
        "(kind k (metric a : money flow (+ b c)) (grows d (per e year)))"
      ),
      ("kind k { stock a: money = $0 changes by b }", "(kind k (metric a : money = $0 flow b))"),
      ("kind k { stock price: money }", "(kind k (metric stock_price : money))"),
      ("previous a b + 1", "(+ previous_a_b 1)"), ("previous(a + b)", "(call previous (+ a b))"),
    ])
  func time(text: String, tree: String) { expect(text, tree) }

  // MARK: Expressions

  @Test(
    arguments: [
      ("a + b * c", "(+ a (* b c))"), ("a * b + c", "(+ (* a b) c)"),
      ("a - b - c", "(- (- a b) c)"),
      ("a / b / c", "(/ (/ a b) c)"), ("a ^ b ^ c", "(^ a (^ b c))"), ("-a ^ 2", "(neg (^ a 2))"),
      ("2 ^ -1", "(^ 2 (neg 1))"), ("a * -b", "(* a (neg b))"), ("a - -b", "(- a (neg b))"),
      ("+a", "a"), ("-a * b", "(* (neg a) b)"), ("(a + b) * c", "(* (+ a b) c)"),
      ("not a and b or c", "(or (and (not a) b) c)"), ("a or b and c", "(or a (and b c))"),
      ("not a == b", "(not (== a b))"), ("a + 1 < b * 2", "(< (+ a 1) (* b 2))"),
      ("a < b and c >= d", "(and (< a b) (>= c d))"), ("1..n + 1", "(.. 1 (+ n 1))"),
      ("a == 1..2", "(== a (.. 1 2))"), ("if a then b else c + 1", "(if a b (+ c 1))"),
      ("if a then b else if c then d else e", "(if a b (if c d e))"),
      ("1 + if a then b else c", "(+ 1 (if a b c))"),
    ])
  func arithmetic(text: String, tree: String) { expect(text, tree) }

  @Test(
    arguments: [
      ("[x * 2 for x in 1..n if x > 1]", "(each x (.. 1 n) if (> x 1) (* x 2))"),
      ("[x for x in 0..1 step 0.5]", "(each x (.. 0 1) step 0.5 x)"),
      ("fold s = 0 for x in list { s + x }", "(fold s = 0 x list (+ s x))"),
      (
        "2 * fold s = 0 for x in list if x { let y = x; s + y }",
        "(* 2 (fold s = 0 x list if x (= let y x) (+ s y)))"
      ),
      ("length(fold s = a for x in b { s })", "(call length (fold s = a x b s))"),
      ("print a, b", "(print a b)"), ("print(a, b)", "(print a b)"),
      ("print (a) + b", "(print (+ a b))"),
      ("print [a]", "(print [a])"),
      ("for x in 1..3 { print x; a }", "(for x (.. 1 3) (print x) a)"),
      ("for x in a { for y in b { x } }", "(for x a (for y b x))"), ("fold + 1", "(+ fold 1)"),
      ("print + 1", "(+ print 1)"),
    ])
  func loops(text: String, tree: String) { expect(text, tree) }

  /// `per` binds tighter than `*` and `/`; of `to`, `±` and `..` each takes whole sums.
  @Test(
    arguments: [
      ("$13B / $20 per user per month", "(/ $13B (per (per $20 user) month))"),
      ("a per b per c", "(per (per a b) c)"), ("a * b per c", "(* a (per b c))"),
      ("a per b ^ 2", "(per a (^ b 2))"), ("-$5 per user", "(per (neg $5) user)"),
      ("3.5B to 4.5B", "(to 3.5B 4.5B)"), ("1 to 2 per year", "(to 1 (per 2 year))"),
      ("5%/a per b", "(per (/ 5% a) b)"),
      ("x/a per b", "(/ x (per a b))"),
      ("a + 1 to b * 2", "(to (+ a 1) (* b 2))"), ("a ± b", "(± a b)"),
      ("a to b < c", "(< (to a b) c)"),
      ("$0.13 / 1M tokens", "(/ $0.13 1M:tokens)"), ("$36M/year", "(/ $36M year)"),
      ("2024..2030", "(.. 2024 2030)"),
      ("$0.1..$10 per 1M tokens", "(.. $0.1 (per $10 1M:tokens))"),
      ("a increased by 5% - 1%", "(increased by a (- 5% 1%))"),
      ("a decreased by b", "(decreased by a b)"),
      ("a + b increased by c", "(increased by (+ a b) c)"), ("at least $650M", "(at_least $650M)"),
      ("at least -$5B per year", "(at_least (per (neg $5B) year))"), ("at most 5B", "(at_most 5B)"),
      ("12 months", "12:months"), ("5 million users", "5million:users"),
      ("22_000 H100 GPUs", "22_000:H100_GPUs"),
      ("10 points", "10:points"),
    ])
  func quantities(text: String, tree: String) { expect(text, tree) }

  @Test(
    arguments: [
      ("token price", "token_price"), ("OpenAI.revenue", "(. OpenAI revenue)"),
      ("OpenAI's net income", "(. OpenAI net_income)"),
      ("companies' revenue", "(. companies revenue)"),
      ("a.b.c's d e", "(. (. (. a b) c) d_e)"), ("OpenAI revenue", "OpenAI_revenue"),
      ("revenue of OpenAI", "(of revenue OpenAI)"),
      ("revenue of a.b * 2", "(* (of revenue (. a b)) 2)"),
      ("sum of revenue of companies", "(of sum (of revenue companies))"),
      ("20% of X * 2", "(* (of 20% X) 2)"), ("20% of a + b", "(+ (of 20% a) b)"),
      ("price[as stated]", "(at price as_stated)"), ("a.b[1]", "(at (. a b) 1)"),
      ("base token price / token price", "(/ base_token_price token_price)"),
      ("base (x)", "(call base x)"),
      ("previous cash", "previous_cash"), ("`show` + `a b`", "(+ show a b)"),
      ("true and not false", "(and true (not false))"), ("never \"no burn\"", "(never)"),
      ("(a) + b", "(+ a b)"),
    ])
  func names(text: String, tree: String) {
    expect(text.replacing("as stated", with: "as_stated"), tree)
  }

  @Test(
    arguments: [
      ("mean(x)", "(call mean x)"), ("f()", "(call f )"), ("f (x)", "(call f x)"),
      ("f(a, b: 1, c d: 2)", "(call f a, b: 1, c_d: 2)"), ("f(a = 1)", "(call f a = 1)"),
      ("f(a == 1)", "(call f (== a 1))"), ("P(a.b < 12 months)", "(call P (< (. a b) 12:months))"),
      ("[1, 2 + 3]", "[1 (+ 2 3)]"), ("[]", "[]"), ("{a: 1, b c: x}", "{a: 1, b_c: x}"),
      ("f({a: [1]})", "(call f {a: [1]})"), ("f(g(h(x)))", "(call f (call g (call h x)))"),
    ])
  func calls(text: String, tree: String) {
    expect(text, tree.replacing(" )", with: ")"))
  }

  @Test(
    arguments: [
      ("companies where layer == model", "(where companies (== layer model))"),
      (
        "sum of revenue across companies where layer == model",
        "(across (of sum revenue) (where companies (== layer model)))"
      ),
      (
        "sum(revenue of companies where a and b)",
        "(call sum (of revenue (where companies (and a b))))"
      ),
      (
        "min of a across 2024..2030 quarterly < b",
        "(< (across (of min a) (over 2024 2030 quarterly)) b)"
      ),
      (
        "sum of a - b across 2024Q1..2025Q4 step 6 months under S",
        "(under (across (of sum (- a b)) (over 2024Q1 2025Q4 step 6:months)) {S})"
      ),
      ("sum of a - b across companies", "(across (of sum (- a b)) companies)"),
      ("max of a ^ 2 across x in 1..3 step 1", "(across (of max (^ a 2)) (in x (.. 1 3) 1))"),
      (
        "1 + min of a across x in 1..3, B.y in [1, 2]",
        "(+ 1 (across (of min a) (in x (.. 1 3)) (in (. B y) [1 2])))"
      ),
      (
        "share of a > b across x in 1..3 under { c drops x }",
        "(under (across (of share (> a b)) (in x (.. 1 3))) {{c drops x}})"
      ),
      ("share of revenue across companies", "(across (of share revenue) companies)"),
      ("mean of a across b + 1", "(+ (across (of mean a) b) 1)"),
      ("1 + sum of a across b", "(+ 1 (across (of sum a) b))"),
      ("companies where a = 1", "(where companies (== a 1))"),
    ])
  func sets(text: String, tree: String) { expect(text, tree) }

  /// `under` and `as` are looser than every operator; a unit belongs to what is read in the scenario.
  @Test(
    arguments: [
      ("a + b under s", "(under (+ a b) {s})"), ("a under s as %", "(under (as a %) {s})"),
      ("a / b as $M/year", "(as (/ a b) $M/year)"), ("a as $/1k tokens", "(as a $/1ktokens)"),
      ("a as GPU per user", "(as a GPUperuser)"), ("a or b under s", "(under (or a b) {s})"),
      ("a under s then t(1, b: 2)", "(under a {s then t ( 1 , b : 2 )})"),
      ("a under { token price drops 50% }", "(under a {{token price drops 50%}})"),
      ("a under { b = 1; c += 2 } as %", "(under (as a %) {{(= b 1) & (+= c 2)}})"),
      ("f(a under s)", "(call f (under a {s}))"), ("a as months + 1", "?"),
    ])
  func loosest(text: String, tree: String) {
    guard tree != "?" else {
      #expect(Parser.parse(SourceText(text)).dump == tree)
      return
    }
    expect(text, tree)
  }

  // MARK: Searches

  @Test(
    arguments: [
      ("solve x so that x = 3", "(solve x (== x 3))"),
      ("solve a.b in 1..2 so that a.c < 3", "(solve (in (. a b) (.. 1 2)) (< (. a c) 3))"),
      ("solve x in 0..1 step 0.1 so that x = 3", "(solve (in x (.. 0 1) step 0.1) (== x 3))"),
      ("solve x so that x = 3 in 0..5", "(solve (in x (.. 0 5)) (== x 3))"),
      (
        "solve x in 0..1, y in 2..3 so that x = y and x < 1",
        "(solve (in x (.. 0 1)) (in y (.. 2 3)) (and (== x y) (< x 1)))"
      ),
      (
        "solve x so that a = b where x > 0 under s for k in [1, 2]",
        "(solve x (== a b) where (> x 0) under {s} for (in k [1 2]))"
      ),
      (
        "solve x so that a under s = b under t",
        "(solve x (== (under a {s}) b) under {t})"
      ),
      ("solve x in 0..1 where x > 2", "?"),
      ("minimize a + b over x in 1..2", "(minimize (+ a b) (in x (.. 1 2)))"),
      (
        "maximise a over x in 1..2, y in [3, 4] under s so that x < y",
        "(maximize a (in x (.. 1 2)) (in y [3 4]) where (< x y) under {s})"
      ),
      ("drivers of a under s", "(drivers (under a {s}))"),
      ("value of information for P(a < 1)", "(information (call P (< a 1)))"),
      ("solve = 3", "(= solve 3)"), ("minimize * 2", "(* minimize 2)"),
      ("value of a", "(of value a)"), ("drivers + 1", "(+ drivers 1)"),
    ])
  func searches(text: String, tree: String) {
    let dump = Parser.parse(SourceText(text)).dump
    #expect(dump == tree)
  }

  // MARK: Questions

  @Test(
    arguments: [
      ("show a, b + 1", "(show a (+ b 1))"), ("a for companies", "(show a (for companies))"),
      ("show a for companies where l == m", "(show a (for (where companies (== l m))))"),
      ("show a for p in 0%..90% step 10%", "(show a (for (in p (.. 0% 90%) 10%)))"),
      (
        "show a for p in 0%..9% step 1%, q in [1, 2]",
        "(show a (for (in p (.. 0% 9%) 1%) (in q [1 2])))"
      ),
      ("show a under s for companies", "(show (under a {s}) (for companies))"),
      ("show a sort by b desc top 10", "(show a (sort b desc) (top 10))"),
      ("show revenue top 10", "(show revenue (top 10))"),
      ("show a sort by b asc", "(show a (sort b))"),
      ("show a for companies sort by -b top 3", "(show a (for companies) (sort (neg b)) (top 3))"),
      (
        "compare base, war, war(cut: 80%) show x for companies top 10",
        "(compare base war (call war cut: 80%) (show x (for companies) (top 10)))"
      ),
      ("why a under s", "(why (under a {s}))"), ("why -a", "(why (neg a))"),
      ("assumptions", "(assumptions)"),
      ("facts of OpenAI.revenue", "(facts (. OpenAI revenue))"),
      ("conflicts of a", "(conflicts a)"),
      ("conflicts", "(conflicts)"), ("sources", "(sources)"),
      ("assumptions of a", "(assumptions a)"),
      ("expect a == b within 3", "(expect (== a b) within 3)"),
      ("expect a within 5%", "(expect a within 5%)"),
      ("test \"t\" { let a = 1; expect a == 1 }", "(test \"t\" (= let a 1) (expect (== a 1)))"),
      ("facts + 1", "(+ facts 1)"), ("why + 1", "(+ why 1)"), ("sources.a", "(. sources a)"),
      ("test + kind + verb", "(+ (+ test kind) verb)"),
    ])
  func questions(text: String, tree: String) { expect(text, tree) }

  @Test(
    arguments: [
      ("what if token price drops 50%", "(what_if {token price drops 50%})"),
      ("what if a drops 5% and b = 3 show c, d", "(what_if {a drops 5% & (= b 3)} (show c d))"),
      ("what if a then b and c", "(what_if {a then b & c})"),
      ("what if a *= 2 and b.c -= $1B/year", "(what_if {(*= a 2) & (-= (. b c) (/ $1B year))})"),
      ("what if a drops p for p in 1..3 show x", "(what_if {a drops p} (in p (.. 1 3)) (show x))"),
      ("what if from 2025 a and b", "(what_if {{a & b} @from 2025})"),
      (
        "what if A acquires B at 20x revenue with probability 60%",
        "(what_if {A acquires B at 20x revenue @probability 60%})"
      ),
      (
        "what if a falls 30% over 2 years and b doubles",
        "(what_if {a falls 30% @over 2 years & b doubles})"
      ),
      ("what if a doubles from 2025 to 2027-06", "(what_if {a doubles @from 2025 to 2027-06})"),
      (
        "what if a doubles during 2025..2026 until 2030",
        "(what_if {a doubles @during 2025 .. 2026 @until 2030})"
      ),
      (
        "what if { a = 1; b drops 2 } with probability 60%",
        "(what_if {{(= a 1) & b drops 2} @probability 60%})"
      ),
      ("what if company X { a = 1 }", "(what_if {(entity company X (= a 1))})"),
      ("what if A buys B for (a and b)", "(what_if {A buys B for ( a and b )})"),
      ("what if A buys B for 5B\nshow c", "(what_if {A buys B for 5B})\n(show c)"),
      ("what if A buys B for 5B\n  show c", "(what_if {A buys B for 5B} (show c))"),
    ])
  func changes(text: String, tree: String) { expect(text, tree) }

  // MARK: Declarations

  @Test(
    arguments: [
      ("a = 1", "(= a 1)"), ("let a b = 1", "(= let a_b 1)"),
      ("a.b = 1 to 2", "(= (. a b) (to 1 2))"),
      ("a = 1 @ 2024 from s, t estimate \"note\"", "(= a 1 @2024 from s+t estimate \"note\")"),
      ("a = $5 @ 2021..2023-06 from s", "(= a $5 @2021..2023-06 from s)"),
      ("a = 1 to 2 assume \"why\"", "(= a (to 1 2) assumed \"why\")"),
      ("a = 1 calibrate", "(= a 1 calibrated)"),
      ("a = b assume \"why\"", "(= a b assumed \"why\")"),
      ("assume a = 1 \"why\"", "(= assume a 1 assumed \"why\")"),
      ("shared assume a = 1", "(= shared assume a 1 assumed)"),
      ("prefer s for a.b", "(prefer s (. a b))"),
      ("prefer s", "(prefer s)"),
      ("prefer s forecast for a.b", "(prefer s_forecast (. a b))"),
      ("pool a.b", "(pool (. a b))"),
      ("pool a = 2", "(= pool_a 2)"),
      ("relation owns(company, fund)", "(relation owns company fund)"),
      (
        "relation owns(a: company|fund, b: c) inverse owned_by symmetric allies",
        "(relation owns a: company|fund b: c inverse owned_by symmetric allies)"
      ),
      ("A b owns C @ 2024 from s", "(fact A_b_owns_C @2024 from s)"),
      ("A, B owns C, D from s rumour \"n\"", "(fact A, B_owns_C, D from s rumour \"n\")"),
      ("A owns B assume \"why\"", "(fact A_owns_B assumed \"why\")"),
      ("volume responds to price by -1.5", "(responds volume price (neg 1.5))"),
      ("enum layer { application, model }", "(enum layer application model)"),
      ("unit seat : users", "(unit seat : users)"),
      (
        "unit seat plural seats = 2 users",
        "(unit seat plural seats = 2:users)"
      ), ("unit seat", "(unit seat)"),
      ("source s \"Title\" 2024-08-20 file \"f.txt\"", "(source s \"Title\" 2024-08-20 \"f.txt\")"),
      ("source s \"Title\"", "(source s \"Title\")"),
      ("fn f(a, b = 1) = a + b", "(fn f <a, b = 1> (+ a b))"),
      ("fn f(x: ratio) { let y = x; y * 2 }", "(fn f <x: ratio> (= let y x) (* y 2))"),
      (
        "scenario s(cut = 50%) { a drops cut over 2 years; b = -0.5 }",
        "(scenario s <cut = 50%> {a drops cut @over 2 years & (= b (neg 0.5))})"
      ),
      ("scenario s { a and b then c }", "(scenario s {a & b then c})"),
      ("company Acme { a = 1; b = 2 @ 2024 }", "(entity company Acme (= a 1) (= b 2 @2024))"),
      (
        "company A \"A.I.\" alias \"B\", \"C\" { }", "(entity company A \"A.I.\" alias \"B\" \"C\")"
      ),
      (
        "company A { reading a = 1; assume b = 2 \"x\" }",
        "(entity company A (= reading a 1) (= assume b 2 assumed \"x\"))"
      ),
      ("product P { price[as_stated] = $2 }", "(entity product P (= (at price as_stated) $2))"),
    ])
  func declarations(text: String, tree: String) { expect(text, tree) }

  @Test func kinds() {
    expect(
      """
      kind company plural companies "firm" (owner: company, issuer: company) {
        layer: layer
        revenue: money/year = base revenue * index  # stated for each
        shared assume share: fraction = 15% to 45% "no source"
        net_income = revenue - cost
        headline revenue, net income
        check a <= b else "too much"
        volume responds to price by e
      }
      """,
      "(kind company plural companies \"firm\" <owner: company, issuer: company> (metric layer : layer) "
        + "(metric revenue : (/ money year) = (* base_revenue index)) "
        + "(metric shared assume share : fraction = (to 15% 45%) \"no source\") "
        + "(metric net_income = (- revenue cost)) (headline revenue net_income) "
        + "(check (<= a b) \"too much\") (responds volume price e))")
  }

  @Test func verbs() {
    expect(
      "verb (x: quantity) drops|Falls [by|of] (amount: ratio) { x *= 1 - amount }",
      "(verb <x: quantity> drops|falls [by|of] <amount: ratio> {(*= x (- 1 amount))})")
    expect(
      "verb (b: company) buys (t: company) { require p > 0 else \"no\"; deal d { buyer = b }; b.cash -= p }",
      "(verb <b: company> buys <t: company> "
        + "{(check (> p 0) \"no\") & (entity deal d (= buyer b)) & (-= (. b cash) p)})")
  }

  // MARK: Lines

  /// A line goes on when it ends open, or when the next begins with what cannot begin a statement.
  @Test(
    arguments: [
      ("a +\nb", "(+ a b)"), ("a\n+ b", "(+ a b)"), ("a\n- b", "a\n(neg b)"),
      ("f(a\n, b\n- c)", "(call f a, (- b c))"),
      ("a\nper b", "(per a b)"), ("a\n.b", "(. a b)"),
      ("a\n  under s\n  as %", "(under (as a %) {s})"),
      ("a where\nb", "(where a b)"), ("a\nwhere b", "(where a b)"),
      ("if a\nthen b\nelse c", "(if a b c)"),
      ("a = 1\n@ 2024\nfrom s", "(= a 1 @2024 from s)"), ("show a,\nb\n, c", "(show a b c)"),
      ("show a\n  for b", "(show a (for b))"),
      ("what if a\nand b\n  show c", "(what_if {a & b} (show c))"),
      ("a; b\nc", "a\nb\nc"), ("a;;b;", "a\nb"), ("a # x\n# y\n+ b", "(+ a b)"),
      ("[\n1\n,\n2\n]", "[1 2]"),
      ("a\n[1]", "a\n[1]"), ("a\n(b)", "a\nb"), ("{\na:\n1\n,\nb: 2 }", "{a: 1, b: 2}"),
      ("a\n\n\n+ b", "(+ a b)"), ("a\nb", "a\nb"), ("", ""), ("# only", ""), (";", ""),
    ])
  func lines(text: String, tree: String) { expect(text, tree) }

  @Test func blocksJoinByLineOrSemicolon() {
    expect("scenario s {\n a = 1\n b = 2; c\n and d }", "(scenario s {(= a 1) & (= b 2) & c & d})")
    expect("company A {\n a = 1 +\n 2\n b\n = 3\n}", "(entity company A (= a (+ 1 2)) (= b 3))")
  }

  @Test func equalsInAConditionIsReadWithAWarning() {
    let parsed = Parser.parse(SourceText("show a for b where c = 1"))
    #expect(parsed.diagnostics.map(\.code) == ["AIS0109"])
    #expect(parsed.diagnostics.map(\.severity) == [.warning])
    #expect(parsed.dump == "(show a (for (where b (== c 1))))")
  }

  @Test func partsOfATextAreExpressions() {
    let parsed = Parser.parse(SourceText("what if price drops 2 * x"))
    let hole = Parser.expression(in: parsed, TokenRange(4, 7))
    guard case .success(let (tree, id)) = hole else {
      Issue.record("the hole is not read")
      return
    }
    #expect(tree.dump(id) == "(* 2 x)")
    guard case .failure(let fault) = Parser.expression(in: parsed, TokenRange(2, 5)) else {
      Issue.record("two operands are read as one")
      return
    }
    #expect(fault.code == "AIS0105")
  }

  @Test(
    arguments: [
      ("", true), ("show a", true), ("f(", false), ("{ a", false), ("a +", false),
      ("show a,", false),
      ("a = ", false), ("if a then", false), ("a )", true), ("# f(", true), ("\"(\"", true),
      ("a under", false),
    ])
  func complete(text: String, expected: Bool) { #expect(Parser.isComplete(text) == expected) }
}
