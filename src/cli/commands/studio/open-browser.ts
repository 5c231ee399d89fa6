import { spawn } from 'node:child_process'

/** Opens a URL in the user's browser, if there is one. Not waited for. */
export function openBrowser(url: string): void {
  const [program, ...args] = process.platform === 'darwin' ? ['open'] : (['xdg-open'] as const)
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true })
  // Without a program that opens URLs, the user opens the printed one.
  child.on('error', () => {})
  child.unref()
}
