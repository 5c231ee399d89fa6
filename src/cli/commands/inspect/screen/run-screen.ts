import { render } from 'ink'
import { createElement } from 'react'
import * as yoga from 'yoga-layout'
import { EXIT } from '../../../../core/home-error.js'
import type { Output } from '../../../../output/output.js'
import type { RecordEdits } from '../../../../project/edits/record-edits.js'
import type { OpenedPage } from '../../../../project/inspector/inspector.js'
import type { ShownInspector } from '../../../../project/inspector/inspector-connection.js'
import { App } from './app.js'
import { findExternalEditor } from './external-editor.js'
import type { Size } from './fit.js'
import { FrameWriter } from './frame-writer.js'
import { Session } from './session.js'
import { toClipboardSequence, useAlternateScreen } from './terminal-mode.js'

export interface ScreenOptions {
  readonly inspector: ShownInspector
  readonly edits: () => Promise<RecordEdits>
  readonly style: Output['style']
  readonly signal: AbortSignal
  /** The command line for arguments of `homemanager`. */
  readonly toCommandLine: (command: string) => string
  /** The first page, which is being opened. */
  readonly firstPage: Promise<OpenedPage>
  /** The address of the first page. */
  readonly address: string
}

const MIN_SIZE: Size = { columns: 20, rows: 8 }

/** Shows the pages of an inspector on the terminal until the user quits. Resolves to the exit code. */
export async function runScreen({
  inspector,
  edits,
  style,
  signal,
  toCommandLine,
  address,
  firstPage,
}: ScreenOptions): Promise<number> {
  // In the bundle, it is not loaded when it is imported: scripts/bundle/plugins.js.
  await (yoga as { readonly ready?: Promise<void> }).ready
  const { stdin, stdout } = process
  let exitCode: number = EXIT.done
  const listeners = new Set<() => void>()
  const update = (): void => {
    for (const listener of listeners) listener()
  }
  const getSize = (): Size => ({
    columns: Math.max(MIN_SIZE.columns, stdout.columns || 80),
    rows: Math.max(MIN_SIZE.rows, stdout.rows || 24),
  })
  const editor = findExternalEditor(process.env, (run) => {
    screen.leaveFor(run)
    frames.clear()
  })
  const session = new Session({ inspector, edits, toCommandLine, onChange: update, editor })
  // The stores answer while the first frame is drawn.
  void session.openFirst(address, firstPage)
  const frames = new FrameWriter((text) => stdout.write(text))
  using screen = useAlternateScreen(stdin, stdout)
  const quit = (code: number = EXIT.done): void => {
    exitCode = code
    app.unmount()
  }
  const face = {
    copy: (text: string) => void stdout.write(toClipboardSequence(text, process.env)),
    quit,
  }
  const properties = {
    session,
    face,
    style,
    getSize,
    show: (lines: readonly string[]) => frames.show(lines),
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const app = render(createElement(App, properties), {
    stdin,
    stdout: toSilentStream(stdout),
    // Without a timer that delays the first frame.
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  })
  const redraw = (): void => {
    frames.clear()
    update()
  }
  const interrupt = (): void => quit(EXIT.interrupted)
  stdout.on('resize', redraw)
  stdin.once('end', interrupt)
  signal.addEventListener('abort', interrupt)
  try {
    await app.waitUntilExit()
  } finally {
    signal.removeEventListener('abort', interrupt)
    stdin.off('end', interrupt)
    stdout.off('resize', redraw)
    session.close()
  }
  return exitCode
}

/** The stream without what Ink itself writes: the frame writer shows the lines. */
function toSilentStream(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write')
        return (_text: string, done?: () => void): boolean =>
          done === undefined ? true : target.write('', done)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
