import type { PortName } from '../../config/settings/ports.js'
import { Project } from '../project.js'
import { suggestEphemeralFlags } from './suggest-calls.js'
import { createEphemeralDirectory, type EphemeralDirectory } from '../ephemeral/ephemeral-directory.js'

/** A separate project with the settings of another one, in a temporary directory, on `pinned` or free ports. */
export async function createEphemeralProject(
  { config }: Project,
  pinned: Readonly<Partial<Record<PortName, number>>> = {},
): Promise<EphemeralProject> {
  return new EphemeralProject(await createEphemeralDirectory(config, pinned))
}

/** Disposing stops the stack and deletes its data and its directory. So does the exit of this process, even if killed. */
export class EphemeralProject extends Project implements AsyncDisposable {
  readonly #directory: EphemeralDirectory

  constructor(directory: EphemeralDirectory) {
    super(directory.config)
    this.#directory = directory
  }

  /** Like `up`. Its errors suggest flags of the command that has created the project. */
  async upForCommand(options: Parameters<Project['up']>[0]): ReturnType<Project['up']> {
    return suggestEphemeralFlags(async () => this.up(options))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#directory[Symbol.asyncDispose]()
  }
}
