import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { normalize } from './normalize.js'

const DEFAULT_PORTS = {
  postgres: 5432,
  dynamodb: 8000,
  mongo: 27017,
  gateway: 4000,
  identity: 4001,
  todo: 4002,
  budget: 4003,
}

/** A project directory of its own in which samples run, one after the other. Its stack is embedded. */
export class DemoStack {
  #root
  #signal
  #directory
  #environment
  #ports
  #startArguments
  #used = false

  constructor(root, signal) {
    this.#root = root
    this.#signal = signal
  }

  /** Runs `homemanager` with these arguments before the first sample that needs a stack. */
  startOnFirstUse(args) {
    this.#startArguments ??= args
  }

  /** Runs one shell command line. Standard output and standard error share one pipe, so their order is the real one. */
  async run(command) {
    await this.#prepare()
    if (!/ --(help|version)$/.test(command)) await this.#start()
    const { output, exitCode } = await this.#spawn(command)
    const text = normalize(output, { directory: this.#directory, root: this.#root, ports: this.#ports })
    return { output: text.trimEnd().replace(/^\n+/, ''), exitCode }
  }

  async dispose() {
    if (this.#directory === undefined) return
    if (this.#used) await this.#spawn('homemanager down --volumes --yes', { ignoreSignal: true })
    rmSync(join(this.#directory, '..'), { recursive: true, force: true })
  }

  async #start() {
    if (this.#used) return
    this.#used = true
    if (this.#startArguments === undefined) return
    const command = `homemanager ${this.#startArguments.join(' ')}`
    const { output, exitCode } = await this.#spawn(command)
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${output}`)
  }

  async #prepare() {
    this.#signal.throwIfAborted()
    if (this.#directory !== undefined) return
    const parent = mkdtempSync(join(tmpdir(), 'homemanager-docs-'))
    // The project is named after its directory.
    this.#directory = join(parent, 'shop')
    mkdirSync(this.#directory)
    const bin = join(parent, 'bin')
    mkdirSync(bin)
    writeScript(
      join(bin, 'homemanager'),
      `exec "${process.execPath}" "${this.#root}/bin/homemanager.js" "$@"`,
    )
    // `npm start` runs in the repository; here its stack is that of the samples.
    const { scripts } = JSON.parse(readFileSync(join(this.#root, 'package.json'), 'utf8'))
    const start = scripts.start.replace('node bin/homemanager.js', 'homemanager')
    writeScript(
      join(bin, 'npm'),
      `PATH=\${PATH#*${delimiter}} npm --silent --prefix "${this.#root}" run prestart && exec ${start}`,
    )
    const ports = await findPorts()
    this.#ports = new Map(Object.entries(ports).map(([name, port]) => [port, DEFAULT_PORTS[name]]))
    this.#environment = { ...sampleEnvironment(bin, ports), XDG_CACHE_HOME: linkCache(parent) }
  }

  #spawn(command, { ignoreSignal = false } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', `{ ${command}\n} 2>&1`], {
        cwd: this.#directory,
        env: this.#environment,
        stdio: ['ignore', 'pipe', 'inherit'],
        ...(ignoreSignal ? { detached: true } : { signal: this.#signal }),
      })
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
      child.on('error', reject)
      child.on('close', (exitCode) => resolve({ output, exitCode }))
    })
  }
}

/** A cache directory with what the user's has, except for loaded datasets: the samples show how one is loaded. */
function linkCache(parent) {
  const caches = join(parent, 'cache')
  const directory = join(caches, 'homemanager')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const users = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'homemanager')
  if (existsSync(users)) {
    for (const name of readdirSync(users).filter((each) => each !== 'datasets' && !each.startsWith('.')))
      symlinkSync(join(users, name), join(directory, name))
  }
  return caches
}

/** The user's environment without settings that change what the samples print. */
function sampleEnvironment(bin, ports) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(HOMEMANAGER_|AWS_|GITHUB_|CI$)/.test(name),
  )
  // A default port that is in use would be reported as such; a port that is set is not.
  const moved = Object.entries(ports).filter(([name, port]) => port !== DEFAULT_PORTS[name])
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(
      moved.map(([name, port]) => [`HOMEMANAGER_${name.toUpperCase()}_PORT`, String(port)]),
    ),
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    HOMEMANAGER_PROVIDER: 'embedded',
    NO_COLOR: '1',
    COLUMNS: '100',
  }
}

/** Each component's default port, or the next free port with as many digits, so that columns stay aligned. */
async function findPorts() {
  const ports = {}
  for (const [name, first] of Object.entries(DEFAULT_PORTS)) {
    let port = first
    while (Object.values(ports).includes(port) || !(await isFree(port))) port += 1
    ports[name] = port
  }
  return ports
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function writeScript(file, line) {
  writeFileSync(file, `#!/bin/bash\n${line}\n`)
  chmodSync(file, 0o755)
}
