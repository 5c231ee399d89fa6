import { emitKeypressEvents } from 'node:readline'
import type { Choice } from './output.js'

interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** Node waits this long for the rest of a key that begins with Escape, milliseconds; its own 500 feel like a fault. */
const ESCAPE_TIMEOUT_MS = 50

/** A list to choose from. Undefined: left with Escape. Ctrl-C rejects with inquirer's `ExitPromptError`. */
export async function promptChoice<T>(
  terminal: Terminal,
  question: string,
  choices: readonly Choice<T>[],
  begin = 0,
): Promise<T | undefined> {
  const { createPromptModule, default: inquirer } = await import('inquirer')
  return withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal, clearPromptOnDone: true })
    const { chosen } = await prompt<{ chosen: number }>([
      {
        type: 'select',
        name: 'chosen',
        message: question,
        pageSize: Math.max(5, Math.min(choices.length, terminal.output.rows - 4)),
        loop: false,
        default: begin,
        choices: choices.map((choice, i) =>
          choice.value === undefined
            ? new inquirer.Separator(choice.name)
            : { name: choice.name, value: i, short: choice.name },
        ),
      },
    ])
    return choices[chosen]?.value
  })
}

/** A line of text. Undefined: left with Escape. */
export async function promptText(terminal: Terminal, question: string): Promise<string | undefined> {
  const { createPromptModule } = await import('inquirer')
  return withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal, clearPromptOnDone: true })
    const { text } = await prompt<{ text: string }>([{ type: 'input', name: 'text', message: question }])
    return text
  })
}

async function withEscapeKey<T>(
  input: NodeJS.ReadStream,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const escape = new AbortController()
  const onKey = (_text: string | undefined, key: { readonly name?: string } | undefined): void => {
    if (key?.name === 'escape') escape.abort()
  }
  // The first caller on a stream decides how long it waits; its type wants a whole readline interface for that.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_TIMEOUT_MS } as unknown as Parameters<
    typeof emitKeypressEvents
  >[1])
  input.on('keypress', onKey)
  try {
    return await ask(escape.signal)
  } catch (error) {
    if (escape.signal.aborted) return undefined
    throw error
  } finally {
    input.off('keypress', onKey)
  }
}
