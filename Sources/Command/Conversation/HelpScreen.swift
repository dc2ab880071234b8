/// The one screen to start with.
enum HelpScreen {
  static var text: String {
    let commands = PromptCommand.all.map { $0.names[0] }.joined(separator: " ")
    return """
      OpenAI.net_income                     a value, its uncertainty, what it rests on
      show revenue, runway for companies    a table; `sort by`, `top 5`, `over 2024..2028`
      what if token price drops 50%         what moves, the biggest first
      what if OpenAI raises $5B show OpenAI.runway
      why OpenAI.cost                       the reasons, down to sources
      drivers of OpenAI.runway              which inputs matter
      let x = $5M/year                      a name of your own; `it`, `_1` are answers
      plot OpenAI.cash over 2024..2028      a drawing

      ?revenue   ?raises   ?AIS0301         help on a name, a verb, a message
      ?? market share                       search everything
      Tab completes; Ctrl-R searches what was said; Alt-Enter begins a row; Ctrl-C stops
      \(commands)

      """
  }
}
