import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTemporaryDirectory } from '../../../../core/temporary-directory.js'

/** The program in which the user edits texts of several lines. */
export interface ExternalEditor {
  /** As the user calls it: `code --wait`. */
  readonly command: string
  /** Returns the text after it was edited. Throws if the editor cannot be started or fails. */
  edit(text: string, name: string): string
}

/** The editor that `VISUAL` or `EDITOR` names, if any. `useTerminal` leaves the terminal to it for as long as it runs. */
export function findExternalEditor(
  env: NodeJS.ProcessEnv,
  useTerminal: (run: () => void) => void,
): ExternalEditor | undefined {
  const command = [env['VISUAL'], env['EDITOR']].map((each) => each?.trim() ?? '').find((each) => each !== '')
  if (command === undefined) return undefined
  return { command, edit: (text, name) => editFile(command, { text, name, useTerminal }) }
}

/** The file is readable only by this user, and deleted in any case. */
function editFile(
  command: string,
  {
    text,
    name,
    useTerminal,
  }: { readonly text: string; readonly name: string; readonly useTerminal: (run: () => void) => void },
): string {
  const directory = createTemporaryDirectory('homemanager-edit-')
  try {
    const file = join(directory, `${name.replaceAll(/[^\w-]/g, '_')}.json`)
    writeFileSync(file, text, { mode: 0o600 })
    let problem: string | undefined
    useTerminal(() => {
      // Nothing else must read the terminal meanwhile: this process waits. A shell splits the command into words.
      const { status, signal, error } = spawnSync('sh', ['-c', `${command} "$1"`, 'sh', file], {
        stdio: 'inherit',
      })
      if (error !== undefined) problem = error.message
      else if (status !== 0) problem = `${command} ended with ${signal ?? `code ${status}`}.`
    })
    if (problem !== undefined) throw new Error(problem)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
