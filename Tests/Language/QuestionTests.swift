import AISLanguage
import AISTestSupport
import Testing

/// What-if questions with answers computed by hand from the facts; Q numbers are those of the list of
/// questions that the model was made for.
@Suite struct QuestionTests {
  /// An expression and its value in base units; uncertain values are read at their 5% and 95% points.
  struct Case: Sendable, CustomStringConvertible {
    let question: String
    let expression: String
    let value: Double
    var high: Double?
    var tolerance = 1e-3

    init(
      _ question: String, _ expression: String, _ value: Double, to high: Double? = nil,
      within tolerance: Double = 1e-3
    ) {
      self.question = question
      self.expression = expression
      self.value = value
      self.high = high
      self.tolerance = tolerance
    }

    var description: String { "\(question): \(expression)" }
  }

  /// A year in months, which durations are given in.
  static let year = 12.0

  static let cases = [
    Case("Q01", "1 - Gemini15Flash.price / GPT4o.price as %", 0.948),
    Case("Q01", "1 - Gemini15Flash.price[as_stated] / GPT4o.price[as_stated]", 0.9933),
    Case("Q01", "GPT4o.price under { GPT4o's price drops to Gemini15Flash.price }", 0.13e-6),
    Case("Q02", "GPT4o.price / Gemini15Flash.price as x", 19.23),
    Case("Q02", "GPT4o.price[as_stated] / Gemini15Flash.price[as_stated] as x", 150.2),
    Case("Q02", "revenue_volume(94.8%)", 19.23),
    Case("Q03", "break_even_volume(cut: 25%, margin: 50%)", 2),
    Case("Q03", "break_even_volume(cut: 25%, margin: 55%)", 1.8333),
    Case("Q03", "break_even_volume(cut: 25%, margin: 60%)", 1.7143),
    Case(
      "Q04", "(app_margin under { token price halves }) - app_margin", 0.1, to: 0.2, within: 0.02),
    Case(
      "Q04", "app_margin under { token price halves; inference_share = 20% }", 0.6, to: 0.7,
      within: 0.02),
    Case(
      "Q04", "app_margin under { token price halves; inference_share = 40% }", 0.7, to: 0.8,
      within: 0.02),
    Case("Q06", "1.1 * $1.5B - $650M", 1e9),
    Case("Q06", "1.5 * $1.5B - $650M", 1.6e9),
    Case("Q06", "Microsoft_Inflection.needed_cash", 1e9, to: 1.6e9, within: 0.02),
    Case("Q06", "Microsoft_Inflection.max_multiple", 1.4333),
    Case("Q08", "CharacterAI.investor_multiple", 2.5),
    Case("Q08", "CharacterAI.investor_multiple under { Google licenses CharacterAI for $5B }", 5),
    Case("Q08", "CharacterAI.investor_multiple under { Google acquires CharacterAI for $5B }", 5),
    Case("Q09", "$2.5B / CharacterAI.investor_multiple", 1e9),
    Case("Q10", "1 - $2.5B / $5B", 0.5),
    Case("Q12", "-OpenAI.net_income", 4e9, to: 5e9, within: 0.02),
    Case("Q12", "-OpenAI.net_income under { OpenAI.revenue = $3.8B/year }", 4.7e9),
    Case("Q12", "OpenAI.cost / OpenAI.revenue under { OpenAI.revenue = $3.5B/year } as x", 2.43),
    Case("Q12", "OpenAI.cost / OpenAI.revenue under { OpenAI.revenue = $3.8B/year } as x", 2.2368),
    Case("Q12", "OpenAI.cost / OpenAI.revenue under { OpenAI.revenue = $4.5B/year } as x", 1.889),
    Case(
      "Q13", "OpenAI.runway under { OpenAI.cash = $10B } as years", 2 * year, to: 2.5 * year,
      within: 0.02),
    Case(
      "Q13", "OpenAI.runway as years under { OpenAI.cash = $13B }", 2.6 * year, to: 3.25 * year,
      within: 0.02),
    Case("Q15", "StabilityAI.break_even_growth", 0.6),
    Case("Q15", "StabilityAI.break_even_cost_cut", 0.375),
    Case("Q15", "StabilityAI.net_income under { Stability AI cuts costs 37.5% }", 0),
    Case("Q16", "StabilityAI.runway under { StabilityAI.cash = $151M } as years", 4.194 * year),
    Case("Q16", "StabilityAI.runway under { StabilityAI.cash = $50M } as years", 1.389 * year),
    Case("Q18", "OpenAI_Microsoft.payback_profit", 17.3333e9),
    Case("Q18", "OpenAI_Microsoft.others_at_payback", 4.3333e9),
    Case(
      "Q18", "OpenAI_Microsoft.payback_profit under { OpenAI_Microsoft.share_1 = 49% }", 26.53e9),
    Case("Q19", "OpenAI_Microsoft.payback_profit / ($2B/year) as years", 8.667 * year),
    Case(
      "Q20", "OpenAI_Microsoft.take under { OpenAI_Microsoft.cumulative_profit = $20B }", 14.3067e9),
    Case(
      "Q20", "OpenAI_Microsoft.take under { OpenAI_Microsoft.cumulative_profit = $50B }", 29.0067e9),
    Case(
      "Q20", "OpenAI_Microsoft.take under { OpenAI_Microsoft.cumulative_profit = $100B }", 53.5067e9
    ),
    Case("Q22", "InflectionAI.total_raised / InflectionAI.gpu_count", 68_182),
    Case("Q22", "22_000 GPUs * $30k per GPU / $1.5B as %", 0.44),
    Case("Q23", "1.8M * 10 ^ 0.7525", 10.185e6),
    Case("Q23", "1.8M * 100 ^ (log(36) / log(117))", 57.6e6),
    Case("Q23", "1.8M * 1000 ^ 0.7525", 325.8e6),
    Case(
      "Q24", "(app_margin under { GPU price falls 30%; pass_through = 100% }) - app_margin", 0.03,
      to: 0.06, within: 0.02),
    Case(
      "Q24",
      "(app_margin under { GPU price falls 30%; pass_through = 100%; direct_share = 100% }) - app_margin",
      0.06, to: 0.12, within: 0.02),
    Case("Q26", "$2.5B / (30 people * $865k per person per year) as years", 96.34 * year),
    Case(
      "Q26", "Google_CharacterAI.deal_value / Google_CharacterAI.team_acquired_headcount / 50%",
      166.67e6),
    Case("Q27", "3 people * $865k per person per year / StabilityAI.revenue", 0.04325),
    Case("Q28", "cloud_value_share", 0.1, to: 0.2, within: 0.02),
    Case("Q28", "model_value_share", 0.1, to: 0.2, within: 0.02),
    Case("Q28", "app_value_share", 0.6, to: 0.8, within: 0.02),
    Case(
      "Q30", "cloud_value_share under { cloud_share drops to 30% }", 0.06, to: 0.12, within: 0.02),
    Case(
      "Q30", "model_value_share under { cloud_share drops to 30% }", 0.14, to: 0.28, within: 0.02),
    Case("Q32", "$198B / AIStartupsPitchBook.startup_count", 7.615e6),
    Case("Q32", "AIStartupsPitchBook.funding_total / AIStartupsPitchBook.startup_count", 12.69e6),
    Case("Q34", "OpenAI.valuation * 0.5", 14.5e9),
    Case("Q34", "Jasper.valuation * 0.5 / Jasper.revenue", 8.333 * year),
    Case("Q34", "Runway.valuation * 0.5 / Runway.revenue", 50 * year),
    Case(
      "Q35",
      "CharacterAI.paid_subscribers / CharacterAI.paid_conversion_rate * 1% * $20 per user per month",
      240e6),
    Case("Q37", "Midjourney.revenue / Midjourney.registered_users", 6.667),
    Case(
      "Q37", "Midjourney.revenue / $20 per user per month / Midjourney.registered_users", 0.02778),
  ]

  @Test(arguments: cases) func isAsComputedByHand(_ one: Case) throws {
    var session = Sessions.builtIn
    let quantity = try session.quantity(one.expression)
    guard let high = one.high else {
      #expect(isNear(quantity.mean, one.value, one.tolerance))
      return
    }
    let (p5, p95) = (try #require(quantity.p5), try #require(quantity.p95))
    #expect(isNear(p5, one.value, one.tolerance), "5%")
    #expect(isNear(p95, high, one.tolerance), "95%")
  }

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(b), 1e-9)
  }

  // MARK: Tables

  @Test func everyRowOfASweepIsRight() throws {
    var session = Sessions.builtIn
    let multiples = try session.table("show $3B / multiple for multiple in 1.1..1.5 step 0.1")
    #expect(multiples.rows.count == 5)
    #expect(
      multiples.quantities("$3B / multiple").map { ($0.mean / 1e7).rounded() } == [
        273, 250, 231, 214, 200,
      ])
    let shares = try session.table("show $13B / share for share in [75%, 50%, 49%]")
    #expect(
      shares.quantities("$13B / share").map { ($0.mean / 1e7).rounded() } == [1733, 2600, 2653])
    let takes = try session.table(
      "show OpenAI_Microsoft.take for OpenAI_Microsoft.cumulative_profit in [$20B, $50B, $100B]")
    #expect(
      takes.quantities("OpenAI_Microsoft.take").map { ($0.mean / 1e7).rounded() } == [
        1431, 2901, 5351,
      ])
    let cash = try session.table("show StabilityAI.runway for StabilityAI.cash in [$50M, $151M]")
    #expect(cash.quantities("StabilityAI.runway").map { $0.mean.rounded() } == [17, 50])
  }

  @Test func stabilityLosesExactly36MillionAYear() throws {
    var session = Sessions.builtIn
    let loss = try session.quantity("StabilityAI.net_income")
    #expect(loss.mean == -36e6)
    #expect(loss.isCertain)
    #expect(loss.deviation == nil)
  }

  @Test func openAILosesFourToFiveBillion() throws {
    var session = Sessions.builtIn
    let loss = try session.quantity("OpenAI.net_income")
    #expect(isNear(try #require(loss.p5), -5e9, 0.02))
    #expect(isNear(try #require(loss.p95), -4e9, 0.02))
    #expect(loss.samples == 10_000)
  }
}
