import AISNumerics

/// Where threads put what the samples of places say: collectors of their own, or, of samples that are all
/// there at once, the summary itself. No two threads write to the same cell.
final class Board: @unchecked Sendable {
  private struct Cell {
    var collector: Collector
    var moments: Moments
  }

  private let indexOf: [Int: Int]
  private let probabilities: [[Double]]
  /// For each place, where its first point is among all.
  private let firstPoint: [Int]
  private let points: [Int]
  private let setLength: Int
  private let workers: Int
  private let cells: UnsafeMutablePointer<Cell?>
  private let results: UnsafeMutablePointer<Summary?>
  private let count: Int
  private let makeCell: (Int) -> Cell

  /// The fewest samples of a point that are kept before bounds are drawn around its quantiles.
  static let leastKept = 1_024

  init(
    places: [Int], points: [Int], _ probabilities: [[Double]], samples: Int, setLength: Int,
    workers: Int, attempt: Int
  ) {
    self.setLength = setLength
    indexOf = Dictionary(places.enumerated().map { ($1, $0) }) { first, _ in first }
    self.points = points
    self.probabilities = probabilities
    self.workers = workers
    var first: [Int] = []
    var total = 0
    for count in points {
      first.append(total)
      total += count
    }
    firstPoint = first
    count = total
    let limit = min(16_384, max(Self.leastKept, (1 << 23) / max(1, total * workers)))
    makeCell = { place in
      Cell(
        collector: Collector(at: probabilities[place], limit: limit, attempt: attempt),
        moments: Moments(count: samples, setLength: setLength))
    }
    cells = .allocate(capacity: max(1, total * workers))
    cells.initialize(repeating: nil, count: total * workers)
    results = .allocate(capacity: max(1, total))
    results.initialize(repeating: nil, count: total)
  }

  deinit {
    cells.deinitialize(count: count * workers)
    cells.deallocate()
    results.deinitialize(count: count)
    results.deallocate()
  }

  /// Takes in some of the samples of a point of a place.
  func collect(
    _ place: Int, _ point: Int, _ base: UnsafePointer<Double>, _ samples: Range<Int>, worker: Int
  ) {
    guard let index = indexOf[place] else { return }
    let cell = cells + (worker * count + firstPoint[index] + point)
    if cell.pointee == nil { cell.pointee = makeCell(index) }
    cell.pointee?.collector.add(base, count: samples.count, start: samples.lowerBound)
    cell.pointee?.moments.add(base, count: samples.count, start: samples.lowerBound)
  }

  /// Takes in all the samples of a point of a place.
  func sumUp(_ place: Int, _ point: Int, _ base: UnsafePointer<Double>, _ count: Int) {
    guard let index = indexOf[place] else { return }
    results[firstPoint[index] + point] = Statistics.summary(
      base, count: count, at: probabilities[index], setLength: setLength)
  }

  /// Returns the summaries of each place; `nil` if a quantile was lost.
  func summaries(areComplete: Bool) -> [[Summary]]? {
    var found: [[Summary]] = []
    for (index, points) in points.enumerated() {
      var own: [Summary] = []
      for point in firstPoint[index]..<firstPoint[index] + points {
        guard let summary = areComplete ? results[point] : merged(point, probabilities[index])
        else { return nil }
        own.append(summary)
      }
      found.append(own)
    }
    return found
  }

  private func merged(_ point: Int, _ probabilities: [Double]) -> Summary? {
    var all: Cell?
    for worker in 0..<workers {
      guard let cell = cells[worker * count + point] else { continue }
      all?.collector.merge(cell.collector)
      all?.moments.merge(cell.moments)
      if all == nil { all = cell }
    }
    guard let all else { return nil }
    if all.collector.notNumbers > 0 {
      return Summary(all.collector, all.moments, quantiles: probabilities.map { _ in .nan })
    }
    guard let quantiles = probabilities.isEmpty ? [] : all.collector.quantiles() else { return nil }
    return Summary(all.collector, all.moments, quantiles: quantiles)
  }
}
