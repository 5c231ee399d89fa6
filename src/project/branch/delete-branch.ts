import type { ResolvedConfig } from '../../config/resolved-config.js'
import { type DownOptions, stopStack } from '../down/stop-stack.js'
import { type Branch, findBranch, removeBranchDirectory, toBranchConfig } from './branches.js'

/** Stops the stack of a branch and deletes its data, its snapshots and its state directory. Throws `BRANCH_NOT_FOUND`. */
export async function deleteBranch(
  config: ResolvedConfig,
  name: string,
  options: Omit<DownOptions, 'volumes'>,
): Promise<Branch> {
  const branch = await findBranch(config, name)
  await stopStack(toBranchConfig(config, branch.name), { ...options, volumes: true })
  await removeBranchDirectory(branch.home)
  return branch
}
