import Testing

@testable import AISEngine

/// What a column of samples says.
@Suite struct StatisticsTests {
  @Test func equalSamplesAreCertain() {
    let summary = Statistics.summary([2.5, 2.5, 2.5])
    #expect(summary.isCertain && summary.mean == 2.5 && summary.deviation == 0)
    #expect(summary.quantiles == [2.5, 2.5, 2.5])
    #expect(summary.samples == 3)
  }

  @Test func aSpreadIsSummedUp() {
    let summary = Statistics.summary((0...20).map(Double.init)[...])
    #expect(!summary.isCertain && summary.mean == 10 && summary.samples == 21)
    #expect(summary.quantiles == [1, 10, 19])
    #expect([summary.minimum, summary.maximum] == [0, 20])
    #expect(abs(summary.deviation - 38.5.squareRoot()) < 1e-12)
  }

  @Test func neverCountsAsMoreThanAnyNumber() {
    let some = Statistics.summary([1, 2, .infinity, 4])
    #expect(
      some.nevers == 1 && some.mean == .infinity && some.quantiles[1] == 3 && some.quantiles[0] < 2)
    let all = Statistics.summary([.infinity, .infinity])
    #expect(all.nevers == 2 && all.isCertain && all.mean == .infinity)
  }

  @Test func whatIsNoNumberIsCounted() {
    let summary = Statistics.summary([1, .nan, 3])
    #expect(summary.notNumbers == 1 && !summary.isCertain)
    #expect(summary.value(of: .mean).isNaN)
    #expect(Statistics.summary([-.infinity, 1]).minimum == -.infinity)
  }

  @Test func aPartOfAColumnIsReadFromItsOwnStart() {
    let column = [9, 9, 1, 2, 3, 9.0]
    #expect(Statistics.summary(column[2..<5]).mean == 2)
    #expect(Statistics.summary(column[2..<5], at: [0.5]).value(of: .quantile) == 2)
    #expect(Statistics.summary(column[2..<5]).value(of: .deviation) == 1)
  }
}
