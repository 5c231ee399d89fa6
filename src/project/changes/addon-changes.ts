import { getAddon } from '../../addons/registry.js'
import type { AddonName } from '../../core/addon-name.js'
import type { AddonRecord } from '../../providers/provider.js'
import { hasDifferentImage, loadConfiguredImage } from '../components/has-different-image.js'
import { getConfiguredAddonUrl, listRequestedAddons } from '../components/requested-addons.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { Change } from '../../core/change.js'
import { withoutSecrets } from './engine-changes.js'

/** Add-ons to start, to replace and to stop. */
export async function listAddonChanges(
  project: RecordedProject,
  running: readonly AddonRecord[],
): Promise<readonly Change[]> {
  const names = new Set(running.map(({ name }) => name))
  const missing = listRequestedAddons(project).filter((name) => !names.has(name))
  const replaced = await Promise.all(running.map(async (record) => findAddonChange(project, record)))
  return [
    ...replaced.filter((change) => change !== undefined),
    ...missing.map((component): Change => ({ component, setting: 'state', from: 'stopped', to: 'running' })),
  ]
}

async function findAddonChange(
  project: RecordedProject,
  { name, port, engine, containerId, applied }: AddonRecord,
): Promise<Change | undefined> {
  const { config } = project
  const url = getConfiguredAddonUrl(name, project)
  if (url !== undefined) return { component: name, setting: 'url', from: engine, to: withoutSecrets(url) }
  if (isNoLongerRequested(project, name))
    return { component: name, setting: 'state', from: 'running', to: 'stopped' }
  const choice = config.ports[name]
  if (choice.pinned && choice.port !== port)
    return { component: name, setting: 'port', from: String(port), to: String(choice.port) }
  const { setting } = getAddon(name)
  const value = setting?.read(config)
  if (setting !== undefined && value !== undefined && value !== (applied ?? setting.defaultValue)) {
    const [from, to] = [applied ?? setting.defaultValue, value].map((each) => `${setting.name} ${each}`)
    return { component: name, setting: 'settings', from: from ?? '', to: to ?? '' }
  }
  if (containerId === undefined) return undefined
  const image = await loadConfiguredImage(config, name)
  return hasDifferentImage(image, engine)
    ? { component: name, setting: 'image', from: engine, to: image }
    : undefined
}

/** Whether homemanager.yaml requested the add-on at the last `up` and no longer does. One of `--with` stays. */
function isNoLongerRequested({ config, state }: RecordedProject, name: AddonName): boolean {
  const { fileAddons = [] } = state
  return fileAddons.includes(name) && !config.fileAddons.includes(name) && !config.addons.includes(name)
}
