import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../../../test/support/cli-project.js'
import { isAlive } from '../../providers/process-identity.js'
import { findStudio } from '../studio/studio-record.js'
import { isSupervised } from '../supervision/supervisor-process.js'

test('a command in a copy of the directory leaves the supervisor and Studio of the original running', async () => {
  await using project = await createCliProject()
  expect(await project.run('up', '--no-services', '--studio')).toMatchObject({ code: 0 })
  const copy = `${project.directory} copy`
  execFileSync('cp', ['-R', project.directory, copy])
  try {
    expect(await project.run('down', '--cwd', copy)).toMatchObject({ code: 0 })
    expect(isSupervised(join(copy, '.homemanager', 'test'))).toBe(false)
    await expectUntouched(project)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
})

test.skipIf(process.platform !== 'linux')(
  'a copy made of hard links is refused, and the original continues to run',
  async () => {
    await using project = await createCliProject()
    expect(await project.run('up', '--no-services', '--studio')).toMatchObject({ code: 0 })
    const copy = `${project.directory} copy`
    execFileSync('cp', ['-al', project.directory, copy])
    try {
      for (const command of [['up'], ['down', '--volumes', '--yes'], ['status']]) {
        const { code, stderr } = await project.run(...command, '--cwd', copy)
        expect(code).toBe(1)
        expect(stderr).toContain('DIRECTORY_HARD_LINKED')
      }
      // The lock of the data tells as much, with other ports than those of the original.
      await rm(join(copy, '.homemanager', 'test', 'state.json'))
      await writeFile(join(copy, 'homemanager.yaml'), 'project: test\nprovider: embedded\n')
      const { stderr } = await project.run('up', '--cwd', copy, '--no-services')
      expect(stderr).toContain('RUNNING_ELSEWHERE')
      await expectUntouched(project)
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  },
)

async function expectUntouched(project: CliProject): Promise<void> {
  const { engines } = await project.readState()
  expect(engines.map(({ process: identity }) => identity !== undefined && isAlive(identity))).toEqual([
    true,
    true,
    true,
  ])
  expect(isSupervised(project.home)).toBe(true)
  expect(findStudio(project.home, 'background')).toBeDefined()
}
