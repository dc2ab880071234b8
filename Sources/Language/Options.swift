import AISEngine
import AISNumerics
import AISSource
import AISUnits

/// How a session answers. The same text, model, samples and seed give the same bits.
public struct Options: Sendable {
  /// The number of Monte Carlo samples, from 1 to `sampleLimit`.
  public var samples = 10_000
  /// The seed of every draw.
  public var seed: UInt64 = 1
  /// The most threads that compute at once; the answer is the same for any number.
  public var threads = 1
  /// How the draws are spread over the unit interval.
  var sampling = Sampling.random
  /// The date at which everything is read; `nil`: that of the latest source.
  public var today: Day?
  /// The most numbers that one question may keep: columns of results, values along swept axes.
  public var cellLimit = 1 << 26
  /// Returns the text of a file, or says what is wrong with it.
  public typealias FileReader = @Sendable (_ path: String) throws(Diagnostic) -> SourceText
  /// How files are read; `nil`: not at all.
  public var readFile: FileReader?
  /// Hands the bytes of a file in order to `take`, in pieces of any length; so a table may be longer than what is held.
  public typealias PieceReader =
    @Sendable (
      _ path: String, _ take: (ArraySlice<UInt8>) throws(Diagnostic) -> Void
    ) throws(Diagnostic) -> Void
  /// How tables are read; `nil`: whole, by `readFile`.
  public var readPieces: PieceReader?
  /// Opens a file for the answer of a question that ends in `to "FILE"`: says what keeps it from being written, or
  /// returns what writes an answer. Nothing is written before that is called.
  public typealias FileOpener = @Sendable (_ path: String) throws(Diagnostic) -> FileWriter
  /// Writes an answer to the file that was opened for it, in the format of its name.
  public typealias FileWriter = @Sendable (_ answer: Answer) throws(Diagnostic) -> Void
  /// How answers are written to files; `nil`: not at all.
  public var openFile: FileOpener?
  /// How many rows an instruction takes at a time: changes the speed, and no bit.
  public var blockLength = 256
  /// Told now and then, from any thread, which share of the samples is done; 0 when a run begins. A search, or
  /// a question about inputs, makes many runs.
  public var progress: (@Sendable (Double) -> Void)?
  /// Whether an uncertain value that is asked for by itself comes with how it is spread, `Answer.drawing`, for a host that
  /// draws it. The samples are the same, and run once.
  public var drawsSpread = false
  /// What is given to a script: the list `args`.
  public var arguments: [String] = []
  /// Asked during long work; `true` stops it.
  public var isCancelled: @Sendable () -> Bool = { false }
  /// Asked when work was stopped: the limit that is the reason, `nil` for a person's wish. A session sees neither a
  /// clock nor the machine; a host that reads them stops work by `isCancelled` and says why here.
  public var reachedLimit: @Sendable () -> Limit? = { nil }
  /// The answers that are given to questions which were stopped.
  public struct PartialAnswers: Sendable {
    /// Their samples: so few that hardly any question takes long with them.
    public var samples: Int
    /// Called when one is begun. What it returns is asked meanwhile; `true` stops this, too, and there is no answer.
    public var begin: @Sendable () -> @Sendable () -> Bool

    /// Creates what a host wants.
    public init(samples: Int, begin: @escaping @Sendable () -> @Sendable () -> Bool) {
      (self.samples, self.begin) = (samples, begin)
    }
  }
  /// What becomes of a question about uncertain values at which `isCancelled` stopped: an answer with fewer samples,
  /// which says so (`Answer.isPartial`), or for `nil` a failure. A limit that is reached is always a failure.
  public var partialAnswers: PartialAnswers?
  /// The most samples that may be asked for.
  public static let sampleLimit = 10_000_000

  public init() {}

  /// The names of the ways to spread draws: `random`, `lhs` (Latin hypercube), `sobol`.
  public static let samplings = Sampling.allCases.map(\.rawValue)

  /// The way to spread draws, by name; one that is not known changes nothing.
  public var samplingName: String {
    get { sampling.rawValue }
    set { sampling = Sampling(rawValue: newValue) ?? sampling }
  }

  /// The same for the engine.
  var run: RunOptions {
    var run = RunOptions()
    run.samples = min(max(samples, 1), Self.sampleLimit)
    run.seed = seed
    run.threads = threads
    run.sampling = sampling
    run.cellLimit = cellLimit
    run.blockLength = max(1, blockLength)
    run.progress = progress
    run.isCancelled = isCancelled
    return run
  }
}
