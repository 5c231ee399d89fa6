import { existsSync, readFileSync } from 'node:fs'
import { cp, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createDirectory } from '../../../core/create-directory.js'
import type { StartRequest } from '../../../providers/provider.js'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { createTemporaryDirectory } from '../../../core/temporary-directory.js'
import { getCacheDirectory } from '../../../core/cache-directory.js'
import { populateCache } from '../../../providers/embedded/populate-cache.js'
import { runProgram } from '../../../providers/embedded/run-program.js'

export interface GlibcRuntime {
  readonly loaderPath: string
  /** For the loader's `--library-path`. */
  readonly libraryPath: string
}

interface Problem {
  readonly problem: string
}

const TRIPLETS: Readonly<Record<string, readonly [triplet: string, loader: string]>> = {
  x64: ['x86_64-linux-gnu', 'ld-linux-x86-64.so.2'],
  arm64: ['aarch64-linux-gnu', 'ld-linux-aarch64.so.1'],
}

/** By distribution: a release with a sufficiently new C library, and the keyring that signs it. */
const NEWER_RELEASES: Readonly<Record<string, readonly [release: string, keys: string]>> = {
  debian: ['trixie', '/usr/share/keyrings/debian-archive-keyring.gpg'],
  ubuntu: ['noble', '/usr/share/keyrings/ubuntu-archive-keyring.gpg'],
}

/**
 * Provides a newer GNU C library than the system's: the `libc6` package of a newer release of the distribution, from the
 * mirror that the system uses, extracted once to the user's cache. Installs nothing.
 */
export async function ensureGlibcRuntime(request: StartRequest): Promise<GlibcRuntime | Problem> {
  const [triplet, loader] = TRIPLETS[process.arch] ?? []
  if (triplet === undefined || loader === undefined)
    return { problem: `No newer C library is available for ${process.arch}.` }
  let directory: string
  try {
    directory = await populateCache(`glibc-${process.arch}`, async (work) => {
      request.onProgress('Extracting a newer C library for the MongoDB engine (once per user)')
      await extractLibc(work, triplet, request.signal)
    })
  } catch (error) {
    request.signal.throwIfAborted()
    return {
      problem: `Downloading a newer C library failed: ${getErrorMessage(error)}`,
    }
  }
  const system = [`/lib/${triplet}`, `/usr/lib/${triplet}`, '/lib64', '/usr/lib64'].filter((dir) =>
    existsSync(dir),
  )
  return { loaderPath: path.join(directory, loader), libraryPath: [directory, ...system].join(':') }
}

async function extractLibc(target: string, triplet: string, signal: AbortSignal): Promise<void> {
  const work = createTemporaryDirectory('homemanager-libc-')
  try {
    const sources = path.join(work, 'sources.list')
    await writeFile(sources, await buildAptSource(signal))
    createDirectory(path.join(work, 'lists', 'partial'))
    const apt = [
      '-o',
      `Dir::State::lists=${work}/lists`,
      '-o',
      `Dir::Cache=${work}/cache`,
      '-o',
      `Dir::Etc::sourcelist=${sources}`,
      '-o',
      'Dir::Etc::sourceparts=/dev/null',
      '-o',
      'Acquire::Languages=none',
      '-o',
      'APT::Sandbox::User=',
      '-o',
      'Acquire::Retries=3',
    ]
    await runOrThrow('apt-get', [...apt, 'update', '--error-on=any'], work, signal)
    await runOrThrow('apt-get', [...apt, 'download', 'libc6'], work, signal)
    const file = (await readdir(work)).find((name) => name.endsWith('.deb'))
    if (file === undefined) throw new Error('apt-get download libc6 produced no package file.')
    await runOrThrow('dpkg-deb', ['-x', file, 'unpacked'], work, signal)
    const libraries = path.join(work, 'unpacked', 'usr', 'lib', triplet)
    await cp(libraries, target, {
      recursive: true,
      filter: (source) => path.basename(source) !== 'gconv',
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** An APT source for the newer release on the mirror that the system uses. */
async function buildAptSource(signal: AbortSignal): Promise<string> {
  const system = /^ID=["']?(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
  const [release, keys] = NEWER_RELEASES[system] ?? []
  if (release === undefined || keys === undefined) {
    throw new Error(`No package is known for the distribution ${system}.`)
  }
  const format = '$(SITE)|$(COMPONENT)|$(RELEASE)'
  const targets = await runOrThrow(
    'apt-get',
    ['indextargets', '--format', format],
    getCacheDirectory(),
    signal,
  )
  const targetFields = targets.split('\n').map((line) => line.split('|'))
  const site = targetFields.find(
    ([, component, from]) => component === 'main' && from !== undefined && /^[a-z]+$/.test(from),
  )?.[0]
  if (site === undefined || site === '') throw new Error('apt-get indextargets lists no mirror.')
  const signed = existsSync(keys) ? `[signed-by=${keys}] ` : ''
  return `deb ${signed}${site} ${release} main\n`
}

async function runOrThrow(
  command: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const { ok, stdout, output } = await runProgram(command, args, { cwd, signal, env: { LC_ALL: 'C' } })
  if (ok) return stdout
  throw new Error(`${command} failed: ${output.trim().split('\n').at(-1) ?? ''}`)
}
