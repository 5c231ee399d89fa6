import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { canTestWithProgram } from '../../../../test/support/can-test-with-program.js'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { runProgram } from '../../../providers/embedded/run-program.js'
import { ensureNamelessPrograms } from './nameless-programs.js'
import { findPostgresBinaries } from './postgres-binaries.js'

const NAMELESS = ['-U', '--map-user=54321', '--map-group=54321']
const { signal } = new AbortController()

test.skipIf(!canTestWithProgram('unshare', ...NAMELESS, 'true'))(
  'a user who is not in the user database can create a data directory',
  async () => {
    const parent = await createTemporaryDirectory('homemanager-nameless-')
    onTestFinished(async () => rm(parent, { recursive: true }))
    const binaries = await findPostgresBinaries()
    const initdb = async (directory: string, data: string): ReturnType<typeof runProgram> =>
      runProgram(
        'unshare',
        [...NAMELESS, path.join(directory, 'bin', 'initdb'), '-D', data, '-U', 'admin', '--no-sync'],
        { signal, env: { ...binaries.environment, LC_ALL: 'C.UTF-8' } },
      )
    const refused = await initdb(binaries.directory, path.join(parent, 'refused'))
    expect(refused).toMatchObject({ ok: false, output: expect.stringContaining('54321') as string })

    const copies = (await ensureNamelessPrograms(binaries)) ?? ''
    const data = path.join(parent, 'data')
    expect(await initdb(copies, data)).toMatchObject({ ok: true })
    expect(existsSync(path.join(data, 'PG_VERSION'))).toBe(true)
  },
)
