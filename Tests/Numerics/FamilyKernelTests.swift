import AISNumerics
import Testing

/// Quantiles of the gamma, beta, Poisson and binomial distributions.
@Suite struct FamilyKernelTests {
  /// Made with mpmath (40 digits): gamma by shape, beta by its two shapes.
  static let gammas: [(u: Double, shape: Double, x: Double)] = [
    (1e-06, 0.1, 6.0730483624079263838e-61),
    (0.05, 0.1, 5.9307112914142807218e-14),
    (0.5, 0.1, 0.00059339110446022617358),
    (0.9, 0.1, 0.26615455373883785587),
    (0.999, 0.1, 3.3636770117187536751),
    (1e-06, 1.0, 1.0000005000003332883e-6),
    (0.05, 1.0, 0.051293294387550536348),
    (0.5, 1.0, 0.69314718055994530942),
    (0.9, 1.0, 2.3025850929940459061),
    (0.999, 1.0, 6.9077552789821361639),
    (1e-06, 2.5, 0.006448080103248548182),
    (0.05, 2.5, 0.57273811303088464007),
    (0.5, 2.5, 2.1757300955477636586),
    (0.9, 2.5, 4.618178449890559527),
    (0.999, 2.5, 10.257502826216438192),
    (1e-06, 30.0, 10.710858650758844274),
    (0.05, 30.0, 21.593979226994882306),
    (0.5, 30.0, 29.667333138221231366),
    (0.9, 30.0, 37.198502859684295388),
    (0.999, 30.0, 49.803616534924686714),
    (1e-06, 1000.0, 856.81465127939189212),
    (0.05, 1000.0, 948.55984938365112968),
    (0.5, 1000.0, 999.66668642696518206),
    (0.9, 1000.0, 1040.7343080136900989),
    (0.999, 1000.0, 1100.5780982933146012),
  ]

  static let betas: [(u: Double, alpha: Double, beta: Double, x: Double)] = [
    (1e-06, 0.5, 0.5, 2.4674011002703100753e-12),
    (0.05, 0.5, 0.5, 0.006155829702431137587),
    (0.5, 0.5, 0.5, 0.5),
    (0.9, 0.5, 0.5, 0.97552825814757679684),
    (0.999, 0.5, 0.5, 0.99999753260092908305),
    (1e-06, 2.0, 5.0, 0.00025828782935406359631),
    (0.05, 2.0, 5.0, 0.062849891708354381852),
    (0.5, 2.0, 5.0, 0.26444998329565996232),
    (0.9, 2.0, 5.0, 0.51031630655149166906),
    (0.999, 2.0, 5.0, 0.81861386691913393942),
    (1e-06, 128.0, 1.0, 0.89768713244731419422),
    (0.05, 128.0, 1.0, 0.97686759474825324978),
    (0.5, 128.0, 1.0, 0.99459942348363317565),
    (0.9, 128.0, 1.0, 0.99917720964919053411),
    (0.999, 128.0, 1.0, 0.99999218362169192275),
    (1e-06, 30.0, 40.0, 0.18125550765383666787),
    (0.05, 30.0, 40.0, 0.3330590785426128885),
    (0.5, 30.0, 40.0, 0.42788733600559368521),
    (0.9, 30.0, 40.0, 0.50462924487104706077),
    (0.999, 30.0, 40.0, 0.61155990968147239252),
    (1e-06, 0.2, 7.0, 9.878052693955074013e-32),
    (0.05, 0.2, 7.0, 3.0868919433059969263e-8),
    (0.5, 0.2, 7.0, 0.0031355350886316370937),
    (0.9, 0.2, 7.0, 0.087462344476364990217),
    (0.999, 0.2, 7.0, 0.46153007551198821607),
  ]

  @Test(arguments: gammas) func gammaQuantilesAreRight(u: Double, shape: Double, x: Double) {
    let found = Kernels.gammaQuantile(lower: u, upper: 1 - u, shape: shape)
    #expect(abs(found - x) <= 1e-12 * x, "\(found)")
  }

  @Test(arguments: betas) func betaQuantilesAreRight(
    u: Double, alpha: Double, beta: Double, x: Double
  ) {
    let found = Kernels.betaQuantile(lower: u, upper: 1 - u, alpha: alpha, beta: beta)
    #expect(abs(found - x) <= 1e-11 * x, "\(found)")
  }

  @Test func countsAreTheSmallestThatReachTheProbability() {
    // P(X ≤ k) of Poisson 3: 0.0498, 0.1991, 0.4232, 0.6472
    let poisson = [0.04, 0.05, 0.19, 0.2, 0.6, 0.65].map {
      Kernels.poissonQuantile(lower: $0, upper: 1 - $0, mean: 3)
    }
    #expect(poisson == [0, 1, 1, 2, 3, 4])
    // of four trials with 1/2: 1/16, 5/16, 11/16, 15/16
    let binomial = [0.06, 0.07, 0.31, 0.32, 0.93, 0.94].map {
      Kernels.binomialQuantile(lower: $0, upper: 1 - $0, trials: 4, p: 0.5)
    }
    #expect(binomial == [0, 1, 1, 2, 3, 4])
  }

  @Test func impossibleParametersHaveNoQuantile() {
    #expect(Kernels.gammaQuantile(lower: 0.5, upper: 0.5, shape: -1).isNaN)
    #expect(Kernels.betaQuantile(lower: 0.5, upper: 0.5, alpha: 0, beta: 1).isNaN)
    #expect(Kernels.poissonQuantile(lower: 0.5, upper: 0.5, mean: -1).isNaN)
    #expect(Kernels.binomialQuantile(lower: 0.5, upper: 0.5, trials: 3, p: 2).isNaN)
    #expect(Kernels.gammaQuantile(lower: 0.5, upper: 0.5, shape: .nan).isNaN)
  }

  @Test func theNormalKernelsAreInverse() {
    for step in 1..<200 {
      let u = Double(step) / 200
      #expect(abs(Kernels.normalCDF(Kernels.normalQuantile(u)) - u) < 1e-15)
    }
  }
}

/// Draws that are spread evenly.
@Suite struct StratifiedTests {
  private func lhs(_ key: UInt64, _ count: Int, start: Int = 0, strata: Int) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress {
        Kernels.latinHypercube(
          base, key: key, seed: 1, strata: strata, start: UInt64(start), count: count)
      }
    }
    return values
  }

  private func sobol(_ dimension: Int, _ count: Int, start: Int = 0) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress {
        Kernels.sobol(
          base, key: UInt64(dimension) &* 0x9E37_79B9_7F4A_7C15, seed: 1, dimension: dimension,
          start: UInt64(start), count: count)
      }
    }
    return values
  }

  @Test(arguments: [1, 2, 7, 100, 1_000, 1_024]) func everyStratumHasOneDraw(_ count: Int) {
    for key in UInt64(1)...5 {
      let values = lhs(key, count, strata: count)
      #expect(Set(values.map { Int($0 * Double(count)) }).count == count)
      #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    }
    #expect(count < 7 || lhs(1, count, strata: count) != lhs(2, count, strata: count))
  }

  @Test func aBlockIsAPartOfTheWhole() {
    #expect(lhs(3, 50, start: 30, strata: 100) == Array(lhs(3, 100, strata: 100)[30..<80]))
    #expect(sobol(3, 50, start: 30) == Array(sobol(3, 100)[30..<80]))
  }

  @Test(arguments: [0, 1, 2, 5, 17, 63, 127])
  func sobolPointsFillEveryDyadicPart(_ dimension: Int) {
    for start in [0, 256, 1_024] {
      let values = sobol(dimension, 256, start: start)
      #expect(Set(values.map { Int($0 * 256) }).count == 256)
    }
  }

  @Test func sobolPairsFillTheSquare() {
    // each of 16 × 16 squares has four of 1024 points, give or take few for worse pairs
    for (a, b) in [(0, 1), (1, 2), (3, 4), (7, 12), (30, 31)] {
      let (x, y) = (sobol(a, 1_024), sobol(b, 1_024))
      var counts = [Int](repeating: 0, count: 256)
      for (u, v) in zip(x, y) { counts[Int(u * 16) * 16 + Int(v * 16)] += 1 }
      #expect(counts.allSatisfy { (0...16).contains($0) })
      #expect(counts.count { $0 == 0 } <= 64)
    }
  }
}
