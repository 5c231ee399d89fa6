import { ADDON_NAMES, type AddonName } from '../../core/addon-name.js'
import { getAddon } from '../../addons/registry.js'
import { isLoopback } from './is-loopback.js'
import type { RecordedProject } from '../state/recorded-project.js'

/**
 * The add-ons that the stack should have: requested by `up --with` or homemanager.yaml, or started by an earlier `up` and not
 * stopped by `down`; without those that have a configured URL.
 */
export function listRequestedAddons(project: RecordedProject): readonly AddonName[] {
  const { config, state } = project
  const recorded = new Set((state.addons ?? []).map(({ name }) => name))
  return ADDON_NAMES.filter(
    (addon) =>
      (config.addons.includes(addon) || recorded.has(addon)) &&
      getConfiguredAddonUrl(addon, project) === undefined,
  )
}

/** The URLs of the add-ons that are configured or started. */
export function getAddonUrls(project: RecordedProject): Readonly<Partial<Record<AddonName, string>>> {
  return Object.fromEntries(
    ADDON_NAMES.flatMap((name) => {
      const url = getAddonUrl(name, project)
      return url === undefined ? [] : [[name, url]]
    }),
  )
}

/** The URL of an add-on: the configured one, else that of the started add-on. */
function getAddonUrl(addon: AddonName, project: RecordedProject): string | undefined {
  return (
    getConfiguredAddonUrl(addon, project) ??
    project.state.addons?.find((record) => record.name === addon)?.url
  )
}

/** A configured URL, unless it names this project's add-on: `eval "$(homemanager env)"` sets such URLs. */
export function getConfiguredAddonUrl(
  addon: AddonName,
  { config, state }: RecordedProject,
): string | undefined {
  const url = getAddon(addon).getConfiguredUrl(config)
  if (url === undefined || !URL.canParse(url)) return url
  const { hostname, port } = new URL(url)
  return isLoopback(hostname) && Number(port) === state.ports[addon] ? undefined : url
}
