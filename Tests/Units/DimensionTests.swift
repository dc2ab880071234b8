import Testing

@testable import AISUnits

@Suite struct DimensionTests {
  @Test func productsCancel() {
    let rate = Dimension.money / .time
    #expect(rate * .time == .money)
    #expect((rate / rate).isRatio)
    #expect(rate != .money)
    #expect(Set([rate, .money / .time, .money]).count == 2)
  }

  @Test func powersAndRootsAreInverse() {
    let rate = Dimension.money / .time
    #expect(rate.power(3) == rate * rate * rate)
    #expect(rate.power(-1) == .time / .money)
    #expect(rate.power(0).isRatio)
    for degree in [1, 2, 3, 5, -2] { #expect(rate.power(degree).root(degree) == rate) }
    #expect(rate.root(2) == nil)
    #expect(rate.root(0) == nil)
    #expect(Dimension.ratio.root(1_000_000) == .ratio)
  }

  @Test func everyLaneCountsOnItsOwn() {
    for index in 0..<Dimension.capacity {
      let base = Dimension(base: index)
      let other = Dimension(base: (index + 1) % Dimension.capacity)
      let mixed = base.power(-5) * other.power(7) / other.power(9)
      for lane in 0..<Dimension.capacity {
        let expected =
          lane == index ? -5 : lane == (index + 1) % Dimension.capacity ? -2 : 0
        #expect(mixed[lane] == expected)
      }
    }
  }

  @Test func tooLargeAbsorbs() {
    let edge = Dimension.users.power(127)
    #expect(!edge.isTooLarge)
    let over = edge * .users
    #expect(over.isTooLarge)
    #expect((over / .users).isTooLarge)
    #expect(over.power(0).isTooLarge)
    #expect(over.root(2) == nil)
    #expect((Dimension.users.power(-128) / .users).isTooLarge)
    #expect(Dimension.users.power(.max).isTooLarge)
    #expect(Dimension.users.power(.min).isTooLarge)
  }
}
