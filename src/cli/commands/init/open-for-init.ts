import { constants } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CONFIG_ERRORS } from '../../../config/config-errors.js'
import { findRoot } from '../../../config/find-root.js'
import { HomeError } from '../../../core/home-error.js'
import { toWriteError } from '../../../core/user-file.js'
import { openProjectForStopping, type Project } from '../../../project/project.js'
import type { CommandContext } from '../../command-context.js'

export interface InitProject {
  readonly open: (project?: string) => Promise<Project>
  /** What is wrong with the homemanager.yaml that is to be replaced. */
  readonly problem?: HomeError
}

/** Opens a project whose homemanager.yaml may not be valid: then with the last valid settings. */
export async function openForInit({ project, globals }: CommandContext): Promise<InitProject> {
  try {
    await project()
    return { open: async (name) => project(name === undefined ? undefined : { project: name }) }
  } catch (error) {
    if (!(error instanceof HomeError) || !(await isOfFile(error, globals.cwd))) throw error
    const open = async (name = globals.project): Promise<Project> => {
      const settings = name === undefined ? { cwd: globals.cwd } : { cwd: globals.cwd, project: name }
      return (await openProjectForStopping(settings)).project
    }
    return { open, problem: error }
  }
}

/** Whether the file that `init` writes is not valid, and not an environment variable or a file of a parent directory. */
async function isOfFile({ code }: HomeError, cwd: string): Promise<boolean> {
  const { file } = findRoot(cwd)
  if (code !== CONFIG_ERRORS.CONFIG_INVALID.code || file !== join(resolve(cwd), 'homemanager.yaml'))
    return false
  const { readConfigFile } = await import('../../../config/read-config-file.js')
  return readConfigFile(file).then(
    () => false,
    () => true,
  )
}

/** Copies a file that is to be replaced, for example to `homemanager.yaml.bak`, or `.bak2` and so on. Resolves to the new path. */
export async function keepCopy(file: string): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${file}.bak${number === 1 ? '' : number}`
    try {
      await copyFile(file, copy, constants.COPYFILE_EXCL)
      return copy
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw toWriteError(error, copy, `The copy of ${basename(file)}`)
    }
  }
}
