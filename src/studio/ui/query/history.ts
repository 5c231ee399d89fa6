const STORED = 'homemanager-statements'
const MAX = 50

export interface Statement {
  readonly store: string
  readonly text: string
}

/** The statements that were run in this browser, the latest first. */
export function readHistory(): readonly Statement[] {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '[]') as readonly Statement[]
  } catch {
    return []
  }
}

export function addToHistory(statement: Statement): readonly Statement[] {
  const others = readHistory().filter(
    ({ store, text }) => store !== statement.store || text !== statement.text,
  )
  const history = [statement, ...others].slice(0, MAX)
  localStorage.setItem(STORED, JSON.stringify(history))
  return history
}
