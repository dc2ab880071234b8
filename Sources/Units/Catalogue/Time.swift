extension UnitRow {
  /// Time. A year is 12 months, 4 quarters and 365.25 days, so that yearly figures are exact.
  static let time = [
    UnitRow("year", "years", symbols: ["yr", "yrs", "annum"], of: .time, "365.25 days, 12 months"),
    UnitRow(
      "quarter", "quarters", symbols: ["qtr", "qtrs"], of: .time, size: (1, over: 4), "3 months"),
    UnitRow(
      "month", "months", symbols: ["mo", "mos"], of: .time, size: (1, over: 12), "twelfth of a year"
    ),
    UnitRow("fortnight", "fortnights", of: .time, size: (56, over: 1461), "14 days"),
    UnitRow("week", "weeks", symbols: ["wk", "wks"], of: .time, size: (28, over: 1461), "7 days"),
    UnitRow("day", "days", symbols: ["d"], of: .time, size: (4, over: 1461), "24 hours"),
    UnitRow(
      "hour", "hours", symbols: ["h", "hr", "hrs"], of: .time, size: (1, over: 8766), "60 minutes"),
    UnitRow(
      "minute", "minutes", symbols: ["min", "mins"], of: .time, size: (1, over: 525_960),
      "60 seconds"),
    UnitRow(
      "second", "seconds", symbols: ["s", "sec", "secs"], of: .time, size: (1, over: 31_557_600),
      "second"),
    UnitRow(
      "millisecond", "milliseconds", symbols: ["ms"], of: .time, size: (1, over: 31_557_600_000),
      "thousandth of a second"),
  ]
}
