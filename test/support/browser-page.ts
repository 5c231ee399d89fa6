import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { WebSocket } from 'undici'
import { waitUntil } from './wait-until.js'
import { createTemporaryDirectory } from './create-temporary-directory.js'

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
]

/** A page in Chromium. */
export interface BrowserPage extends AsyncDisposable {
  /** The URLs that the page has requested, without data URLs. */
  readonly requested: readonly string[]
  /** What the browser has reported: blocked content, failed requests, uncaught errors. */
  readonly problems: readonly string[]
  evaluate(expression: string): Promise<unknown>
  /** Waits until the expression is true. */
  waitFor(expression: string): Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: {
    readonly request?: { readonly url: string }
    readonly entry?: { readonly level: string; readonly text: string }
    readonly exceptionDetails?: { readonly text: string }
  }
  readonly result?: {
    readonly result?: { readonly value?: unknown }
    readonly exceptionDetails?: { readonly text: string }
  }
}

/** Opens `url` in Chromium, with its protocol for developer tools. */
export async function openBrowserPage(url: string): Promise<BrowserPage> {
  const profile = await createTemporaryDirectory('homemanager-chromium-')
  const browser = spawn('chromium', [...ARGUMENTS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: 'ignore',
    detached: true,
  })
  const close = async (): Promise<void> => {
    const exited = once(browser, 'exit')
    process.kill(-(browser.pid ?? 0), 'SIGKILL')
    await exited
    await rm(profile, { recursive: true, force: true, maxRetries: 10 })
  }
  try {
    const socket = new WebSocket(await findPageSocket(profile))
    await once(socket as unknown as EventTarget, 'open')
    const page = createPage(socket)
    for (const domain of ['Network', 'Log', 'Runtime', 'Page']) await page.send(`${domain}.enable`, {})
    await page.send('Page.navigate', { url })
    return { ...page, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

async function findPageSocket(profile: string): Promise<string> {
  let address: string | undefined
  await waitUntil(async () => {
    const [port] = (await readFile(path.join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split(
      '\n',
    )
    if (port === undefined || port === '') return false
    const targets = await fetch(`http://127.0.0.1:${port}/json/list`).then(
      (response) => response.json() as Promise<{ type: string; webSocketDebuggerUrl: string }[]>,
      () => [],
    )
    address = targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl
    return address !== undefined
  }, 60_000)
  return address ?? ''
}

function createPage(socket: WebSocket): Omit<BrowserPage, typeof Symbol.asyncDispose> & {
  send(method: string, params: object): Promise<Message>
} {
  const requested: string[] = []
  const problems: string[] = []
  const waiting = new Map<number, (message: Message) => void>()
  let lastId = 0
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    if (message.id !== undefined) waiting.get(message.id)?.(message)
    const { request, entry, exceptionDetails } = message.params ?? {}
    if (message.method === 'Network.requestWillBeSent' && request?.url.startsWith('data:') === false)
      requested.push(request.url)
    if (message.method === 'Log.entryAdded' && entry?.level === 'error') problems.push(entry.text)
    if (message.method === 'Runtime.exceptionThrown') problems.push(exceptionDetails?.text ?? '')
  })
  const send = (method: string, params: object): Promise<Message> =>
    new Promise((resolve) => {
      const id = (lastId += 1)
      waiting.set(id, resolve)
      socket.send(JSON.stringify({ id, method, params }))
    })
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (result?.exceptionDetails !== undefined)
      throw new Error(`${expression}: ${result.exceptionDetails.text}`)
    return result?.result?.value
  }
  return {
    requested,
    problems,
    send,
    evaluate,
    waitFor: (expression) => waitUntil(async () => (await evaluate(expression)) === true, 30_000),
  }
}
