import { emitKeypressEvents } from 'node:readline'
import type { CheckChoice, Choice, PromptOptions } from './output.js'

interface Terminal {
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
}

/** How long Node waits for the rest of an escape sequence. Its default of 500 ms delays the Escape key noticeably. */
const ESCAPE_TIMEOUT_MS = 50

/** Prompts for a choice from a list. Undefined on Escape; Ctrl-C rejects with inquirer's `ExitPromptError`. */
export async function promptChoice<T>(
  terminal: Terminal,
  question: string,
  choices: readonly Choice<T>[],
  { selected = 0, keep = false }: PromptOptions & { readonly selected?: number | undefined } = {},
): Promise<T | undefined> {
  const { createPromptModule, default: inquirer } = await import('inquirer')
  return withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal, clearPromptOnDone: !keep })
    const { chosen } = await prompt<{ chosen: number }>([
      {
        type: 'select',
        name: 'chosen',
        message: question,
        pageSize: Math.max(5, Math.min(choices.length, terminal.output.rows - 4)),
        loop: false,
        default: selected,
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

/** Prompts for any number of lines of a checklist. Undefined on Escape; Ctrl-C rejects as in `promptChoice`. */
export async function promptChecklist<T>(
  terminal: Terminal,
  question: string,
  choices: readonly CheckChoice<T>[],
): Promise<readonly T[] | undefined> {
  const { createPromptModule } = await import('inquirer')
  return withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal })
    const { chosen } = await prompt<{ chosen: readonly number[] }>([
      {
        type: 'checkbox',
        name: 'chosen',
        message: question,
        pageSize: Math.max(5, choices.length),
        loop: false,
        choices: choices.map(({ name, short, checked = false }, i) => ({ name, value: i, checked, short })),
      },
    ])
    return chosen.flatMap((i) => (choices[i] === undefined ? [] : [choices[i].value]))
  })
}

/** Prompts for a line of text. Undefined on Escape; Ctrl-C rejects as in `promptChoice`. */
export async function promptText(
  terminal: Terminal,
  question: string,
  { keep = false, initial }: PromptOptions & { readonly initial?: string } = {},
): Promise<string | undefined> {
  const { createPromptModule } = await import('inquirer')
  return withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal, clearPromptOnDone: !keep })
    const { text } = await prompt<{ text: string }>([
      {
        type: 'input',
        name: 'text',
        message: question,
        ...(initial === undefined ? {} : { default: initial }),
      },
    ])
    return text
  })
}

/** Prompts for yes or no, which is the default. Undefined on Escape; Ctrl-C rejects as in `promptChoice`. */
export async function promptYesNo(
  terminal: Terminal,
  question: string,
  initial: boolean,
): Promise<boolean | undefined> {
  const { createPromptModule } = await import('inquirer')
  const answer = await withEscapeKey(terminal.input, async (signal) => {
    const prompt = createPromptModule({ ...terminal, signal })
    return prompt<{ yes: boolean }>([{ type: 'confirm', name: 'yes', message: question, default: initial }])
  })
  return answer?.yes
}

/** Rejects with this on Ctrl-D, which ends the input: inquirer would wait for ever. It has the name of inquirer's error for Ctrl-C. */
class InputEndedError extends Error {
  override readonly name = 'ExitPromptError'
}

async function withEscapeKey<T>(
  input: NodeJS.ReadStream,
  prompt: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const stop = new AbortController()
  let ended: InputEndedError | undefined
  const onKey = (
    _input: string | undefined,
    key: { readonly name?: string; readonly ctrl?: boolean } | undefined,
  ): void => {
    if (key?.name === 'escape') stop.abort()
    if (key?.name !== 'd' || key.ctrl !== true) return
    // In a line that is not empty, Ctrl-D deletes a character.
    setImmediate(() => {
      if (input.isRaw) return
      ended = new InputEndedError('The input has ended.')
      stop.abort()
    })
  }
  // The first call on a stream determines the timeout. The type requires a complete readline interface, Node does not.
  emitKeypressEvents(input, { escapeCodeTimeout: ESCAPE_TIMEOUT_MS } as unknown as Parameters<
    typeof emitKeypressEvents
  >[1])
  input.on('keypress', onKey)
  try {
    return await prompt(stop.signal)
  } catch (error) {
    if (ended !== undefined) throw ended
    if (stop.signal.aborted) return undefined
    throw error
  } finally {
    input.off('keypress', onKey)
  }
}
