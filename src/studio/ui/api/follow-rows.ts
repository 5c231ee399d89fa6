import type { Row } from '../../../inspect/pages/page.js'
import { send } from './request.js'

/** Calls `onRow` with new rows of a pane as they occur, until aborted. */
export async function followRows(
  key: string,
  pane: number,
  signal: AbortSignal,
  onRow: (row: Row) => void,
): Promise<void> {
  const response = await send(`/api/follow?key=${key}&pane=${pane}`, { signal })
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onRow(JSON.parse(line) as Row)
  }
}
