import AISSource
import AISSyntax
import Testing

/// The canonical form: what each rule makes of a text, and the laws over the shipped model.
@Suite struct FormatterTests {
  private func formatted(_ text: String, _ oddNames: [String] = []) -> String? {
    var names = OddNames()
    for name in oddNames { names.insert(name) }
    return Formatter.format(Parser.parse(SourceText(text), oddNames: names), oddNames: names)
  }

  // MARK: Blanks

  @Test(
    arguments: [
      ("a+b*c-d/e^f", "a + b * c - d / e ^ f"), ("a  +   b", "a + b"), ("a=1", "a = 1"),
      ("-a- -b", "-a - -b"),
      ("- a", "-a"), ("(- a)", "(-a)"), ("a*-b", "a * -b"), ("1 .. 10", "1..10"),
      ("a .. -1", "a..-1"),
      ("f( a,b :1 )", "f(a, b: 1)"), ("f (x)", "f(x)"), ("f(a=1)", "f(a = 1)"),
      ("[ 1,2 , 3 ]", "[1, 2, 3]"),
      ("{a:1,b:2}", "{ a: 1, b: 2 }"), ("f({})", "f({ })"),
      ("OpenAI 's revenue", "OpenAI's revenue"),
      ("a . b", "a.b"), ("price[ as_stated ]", "price[as_stated]"),
      ("a<=b and c!=d", "a <= b and c != d"),
      ("$ 5", "$5"), ("a as $ M / year", "a as $M/year"), ("a as $/1k tokens", "a as $/1k tokens"),
      ("a as %", "a as %"), ("a>3 and-b<2", "a > 3 and -b < 2"),
      ("at least-$5B per year", "at least -$5B per year"),
      ("if-a<b then-1 else-2", "if -a < b then -1 else -2"), ("why -x", "why -x"), ("x-1", "x - 1"),
      ("show a,b ; show c", "show a, b; show c"), ("20% of-a", "20% of -a"), ("a ±b", "a ± b"),
      ("a  at 2026 -b at 2025", "a at 2026 - b at 2025"),
      ("a over 2024 .. 2030  yearly", "a over 2024..2030 yearly"),
      ("when a<$5{b=1}", "when a < $5 { b = 1 }"),
      ("a grows by 20%per year", "a grows by 20% per year"),
      ("what if a drops 5%over 2 years from 2025", "what if a drops 5% over 2 years from 2025"),
      ("never\"no\"", "never \"no\""), ("`a b`+1", "`a b` + 1"), ("not(a)", "not (a)"),
      ("(a)(b)", nil),
    ] as [(String, String?)])
  func blanks(text: String, expected: String?) {
    #expect(formatted(text) == expected.map { $0 + "\n" })
  }

  /// The `/` of a rate stays tight after an amount, as written; between names it is an operator.
  @Test(
    arguments: [
      ("$36M/year", "$36M/year"), ("$36M / year", "$36M / year"), ("a/year", "a / year"),
      ("1/x", "1 / x"),
      ("5 users/year", "5 users/year"), ("$3/year/user", "$3/year/user"), ("50%/2", "50% / 2"),
      ("$20 per user/month", "$20 per user/month"), ("a+$0/year", "a + $0/year"),
      ("5 %/a  per b", "5%/a per b"),
      ("5%/a/b + c/d", "5%/a/b + c / d"),
      (
        "kind k { a: money / year; b: money/token = c/d }",
        "kind k { a: money/year; b: money/token = c / d }"
      ),
    ])
  func rates(text: String, expected: String) { #expect(formatted(text) == expected + "\n") }

  @Test(
    arguments: [
      ("what if price drops 50% and cost *=2", "what if price drops 50% and cost *= 2"),
      ("what if a drops -5%", "what if a drops -5%"),
      ("what if a buys b for c-d", "what if a buys b for c - d"),
      ("a under{b drops 5%}", "a under { b drops 5% }"),
      ("a under s( cut:80% )", "a under s(cut: 80%)"),
      (
        "solve x in 0% .. 99% so that mean( a )=-$6B/year under{b drops x}",
        "solve x in 0%..99% so that mean(a) = -$6B/year under { b drops x }"
      ),
      (
        "maximize (a-b)*c over a in $1..$10 per 1M tokens where a>b",
        "maximize (a - b) * c over a in $1..$10 per 1M tokens where a > b"
      ),
      ("value of information for P( a<1 )", "value of information for P(a < 1)"),
      (
        "scenario s(cut=50%){a drops cut;b=-0.5}", "scenario s(cut = 50%) { a drops cut; b = -0.5 }"
      ),
      (
        "verb(x: quantity)drops|drop[by](amount: ratio){x*=1-amount}",
        "verb (x: quantity) drops|drop [by] (amount: ratio) { x *= 1 - amount }"
      ),
      ("fn f(a,b=1)=a+b", "fn f(a, b = 1) = a + b"), ("unit seat:users", "unit seat: users"),
      (
        "kind stake(owner:company,issuer:company){ }",
        "kind stake(owner: company, issuer: company) { }"
      ),
      ("a = 1@2024 from s,t estimate\"note\"", "a = 1 @ 2024 from s, t estimate \"note\""),
      ("company A\"x\"alias\"y\",\"z\"{a=1}", "company A \"x\" alias \"y\", \"z\" { a = 1 }"),
      ("enum layer{a,b}", "enum layer { a, b }"),
      ("test\"t\"{expect a==b}", "test \"t\" { expect a == b }"),
    ])
  func clausesAndDeclarations(text: String, expected: String) {
    #expect(formatted(text) == expected + "\n")
  }

  @Test(
    arguments: [
      ("“a ‘b’”", "\"a ‘b’\""), ("OpenAI’s x", "OpenAI's x"), ("a – b − c — d", "a - b - c - d"),
      ("a × b ÷ c", "a * b / c"), ("20×", "20x"), ("a +/- b", "a ± b"), ("a ≤ b", "a <= b"),
      ("a ≥ b", "a >= b"),
      ("a ≠ b", "a != b"), ("a\u{A0}+\tb", "a + b"), ("\u{FEFF}a", "a"), ("€5 + £6", "€5 + £6"),
      ("\"– × “”\"", "\"– × “”\""), ("2024 – 08", "2024 - 08"),
    ])
  func plainSigns(text: String, expected: String) { #expect(formatted(text) == expected + "\n") }

  /// A question as it is written elsewhere: the word that begins it in small letters, and no question mark.
  @Test(
    arguments: [
      ("What if a drops 5%?", "what if a drops 5%"), ("Show A, b? # c", "show A, b  # c"),
      ("Compare base, { A doubles } show b ?", "compare base, { A doubles } show b"),
      ("A over 2024..2026?", "A over 2024..2026"), ("Let A = 5; A?", "let A = 5; A"),
      ("A = 5", "A = 5"), ("Company Acme { }", "Company Acme { }"), ("Why A?", "why A"),
      ("A by b under { c doubles }", "A by b under { c doubles }"),
    ])
  func spokenQuestions(text: String, expected: String) {
    #expect(formatted(text) == expected + "\n")
  }

  @Test(arguments: ["a + ?", "? a", "a ? b", "a??"])
  func questionMarksElsewhere(text: String) { #expect(formatted(text) == nil) }

  // MARK: Lines

  @Test func blankLinesAndEnds() {
    #expect(formatted("") == "")
    #expect(formatted("\n\n  \n") == "")
    #expect(formatted("\n\na  \n\n\n\nb\t\r\n\n") == "a\n\nb\n")
    #expect(
      formatted("company A {\n\n  a = 1\n\n\n  b = 2\n\n}")
        == "company A {\n  a = 1\n\n  b = 2\n}\n")
    #expect(formatted("# a\n\n\n# b\n") == "# a\n\n# b\n")
  }

  @Test func indentation() {
    #expect(
      formatted(
        """
        what if a drops 5%
        and b rises 3%
              show c under {
        d = 1
            }, f(
            1,
        2)
        x = {
        a: [
        1, 2
        ],
        b: 1 +
        2 }
        test "t" {
        let y = 1 +
        2
        expect y
        == 3
        }
        """)
          == """
          what if a drops 5%
            and b rises 3%
            show c under {
              d = 1
            }, f(
              1,
              2)
          x = {
            a: [
              1, 2
            ],
            b: 1 +
            2 }
          test "t" {
            let y = 1 +
              2
            expect y
              == 3
          }

          """)
  }

  /// `for` and `show` belong to a statement when they stand further in than it.
  @Test func tails() {
    #expect(formatted("a\n for b") == "a\n  for b\n")
    #expect(formatted("what if a\nshow b") == "what if a\nshow b\n")
    #expect(formatted("a; show b\n         for c") == "a; show b\n     for c\n")
    #expect(
      formatted("test \"t\" { show b\n                for c }")
        == "test \"t\" { show b\n             for c }\n")
  }

  @Test func textsKeepTheirLines() {
    #expect(formatted("a = \"x  \n   y\"   @ 2024 # c") == "a = \"x  \n   y\" @ 2024  # c\n")
  }

  // MARK: Columns

  @Test func definitions() {
    #expect(
      formatted(
        """
        company A {
          layer = model
          revenue = $50M to $80M per year @ 2022 from s estimate "a guess" # F1
          reading cost = $1.6B @ 2024-08-20 from t # F2
          cash = $1 assume "why"
          x = y from t

          total_raised = 1
        }
        """)
          == """
          company A {
            layer        = model
            revenue      = $50M to $80M per year @ 2022       from s estimate "a guess"  # F1
            reading cost = $1.6B                 @ 2024-08-20 from t                     # F2
            cash         = $1                    assume "why"
            x            = y                     from t

            total_raised = 1
          }

          """)
  }

  @Test func onlyNeighboursAreAligned() {
    #expect(
      formatted(
        """
        let a = 1
        assume bcd = 2
        # apart
        let x = 3
        let long = 4 +
          5
        let y = 6
        show a
        let z = 7; let w = 8
        let longer = 9
        expect longer == 9
        fn f(x) = 1
        fn long(x) = 2
        what if a = 1
        what if abc = 2
        scenario s {
          a = 1
          bcd = 2
          efghi *= 3
        }
        """)
          == """
          let a      = 1
          assume bcd = 2
          # apart
          let x    = 3
          let long = 4 +
            5
          let y = 6
          show a
          let z = 7; let w = 8
          let longer = 9
          expect longer == 9
          fn f(x) = 1
          fn long(x) = 2
          what if a = 1
          what if abc = 2
          scenario s {
            a   = 1
            bcd = 2
            efghi *= 3
          }

          """)
  }

  @Test func kindsSourcesAndShortEntities() {
    #expect(
      formatted(
        """
        kind k {
          a: money
          b: money/year = 1
          cdefg = 2
        }
        source a "Title" 2024-08-20 file "f"
        source bcd "T" 2024 file "gh"
        company A { a = 1 }
        company B "Bee" { }
        company C {
          a = 1
        }
        """)
          == """
          kind k {
            a: money
            b: money/year = 1
            cdefg         = 2
          }
          source a   "Title" 2024-08-20 file "f"
          source bcd "T"     2024       file "gh"
          company A       { a = 1 }
          company B "Bee" { }
          company C {
            a = 1
          }

          """)
  }

  @Test func widthIsWhatIsSeen() {
    #expect(formatted("東京 = 1 # a\nb = 2 # b") == "東京 = 1  # a\nb    = 2  # b\n")
  }

  // MARK: Comments

  @Test func comments() {
    #expect(
      formatted(
        """
        #!/usr/bin/env ais
          # first  \t
        a = 1 # one
        bcd = 2
        # own line
        show a, # x
              # goes on
          b#y

        company A { # about
                    # A

            # inside
          a = 1 # b

          # last

        }
        # end
        """)
          == """
          #!/usr/bin/env ais
          # first
          a   = 1  # one
          bcd = 2
          # own line
          show a,  # x
            # goes on
            b  #y

          company A {  # about
                       # A

            # inside
            a = 1  # b

            # last
          }
          # end

          """)
  }

  @Test func textsWithFaultsAreLeftAlone() {
    #expect(formatted("a +") == nil)
    #expect(formatted("a\n\"open") == nil)
  }

  /// Blanks that break up a declared name cannot be removed.
  @Test func brokenUpNames() {
    #expect(formatted("Character.AI . x", ["Character.AI"]) == "Character.AI.x\n")
    #expect(formatted("Character . AI", ["Character.AI"]) == nil)
    #expect(formatted("GPT - 4 * o", ["GPT-4o"]) == "GPT - 4 * o\n")
  }

  // MARK: Laws

  @Test(arguments: Library.texts.indices)
  func libraryLaws(index: Int) {
    let text = Library.texts[index]
    #expect(holdsLaws(Parser.parse(text)) == true)
  }

  /// The canonical form does not depend on the blanks that were there before.
  @Test(arguments: Library.texts.indices)
  func blanksDoNotMatter(index: Int) {
    let parsed = Parser.parse(Library.texts[index])
    #expect(formatted(parsed.squeezed) == Formatter.format(parsed))
  }

  @Test func prefixLaws() {
    for text in Library.prefixes(every: 211) {
      if holdsLaws(Parser.parse(text)) == false { Issue.record("\(text.bytes.count) bytes") }
    }
  }

  @Test func randomLaws() {
    var count = 0
    for text in RandomTexts(seed: 2, count: 40_000) {
      let parsed = Parser.parse(text)
      guard let holds = holdsLaws(parsed) else { continue }
      count += parsed.tokens.count > 4 ? 1 : 0
      if !holds { Issue.record("\(String(decoding: text.bytes, as: UTF8.self).debugDescription)") }
    }
    #expect(count > 300)
  }

  /// `true` iff the canonical form of a text reads as the same tree, is its own canonical form, and keeps
  /// every comment; `nil` for a text with errors.
  private func holdsLaws(_ parsed: ParsedText) -> Bool? {
    guard !parsed.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
    guard let text = Formatter.format(parsed) else { return false }
    let again = Parser.parse(SourceText(text))
    return again.dump == parsed.dump && again.comments == parsed.comments
      && again.tokens.map(\.startsLine) == parsed.tokens.map(\.startsLine)
      && Formatter.format(again) == text
  }
}

extension ParsedText {
  /// The text with at most one blank between two tokens and none at the start of a line.
  fileprivate var squeezed: String {
    var out = ""
    var end: UInt32 = 0
    for token in tokens {
      let gap = source[Span(end, token.start)]
      let lines = gap.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.drop { $0 == " " }
      }
      out += token.spaceBefore && !token.startsLine ? " " : lines.joined(separator: "\n")
      out += source[token.span]
      end = token.end
    }
    return out
  }

  /// The comments, without blanks at their ends.
  fileprivate var comments: [String] {
    let starts = [0] + tokens.map { Int($0.end) }
    return zip(starts, tokens).flatMap { start, token in
      source[Span(UInt32(start), token.start)].split(whereSeparator: \.isNewline)
        .compactMap { line in
          line.firstIndex(of: "#").map {
            String(line[$0...].reversed().drop { $0.isWhitespace }.reversed())
          }
        }
    }
  }
}
