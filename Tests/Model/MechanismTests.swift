import AISTestSupport
import Testing

/// The mechanisms are coupled: a shock in one moves the next in the direction that it should: `Fixtures/couplings.txt`.
@Suite struct MechanismTests {
  struct Coupling: Sendable, CustomStringConvertible {
    /// The mechanisms, such as `S06 → S11`.
    let name: String
    let rises: Bool
    let metric: String
    let before: String
    let after: String
    var description: String { "\(name): \(metric) under { \(after) }" }
  }

  static let couplings = fixture("Tests/Model/Fixtures/couplings.txt").compactMap(coupling)

  private static func coupling(_ row: [String]) -> Coupling? {
    guard row.count == 6 else { return nil }
    return Coupling(
      name: "\(row[0]) → \(row[1])", rises: row[2] == "rises", metric: row[3], before: row[4],
      after: row[5])
  }

  @Test func thereAreCouplings() { #expect(Self.couplings.count >= 45) }

  @Test(arguments: couplings) func aShockTravels(_ coupling: Coupling) throws {
    func number(_ scenario: String) throws -> Double {
      let said = Said(
        scenario == "base" ? coupling.metric : "\(coupling.metric) under { \(scenario) }")
      return try #require(said.numbers.first, "\(said.text.prefix(400))")
    }
    let (before, after) = (try number(coupling.before), try number(coupling.after))
    #expect(coupling.rises ? after > before : after < before, "\(before) → \(after)")
  }

  /// A shock that is none moves nothing, to the last bit.
  @Test(arguments: [
    "token price drops 0%", "hype = 1x", "GPU demand rises 0%", "talent scarcity rises 0%",
    "customers host 0% themselves",
  ]) func noShockMovesNothing(_ scenario: String) {
    for metric in ["OpenAI.net_income", "cloud_revenue", "FrontierModels.hhi", "app_margin"] {
      let moved = Said("P(\(metric) != base \(metric)) under { \(scenario) }")
      #expect(moved.numbers.first == 0, "\(metric) under \(scenario): \(moved.text)")
    }
  }
}
