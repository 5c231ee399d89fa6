import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { hostname } from 'node:os'
import { dirname } from 'node:path'

/** Compose's own labels: `docker compose -p NAME ps`, `logs` and `down`, and Docker Desktop's grouping, go by them. */
export const LABELS = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  /** Ours: the project's folder; leftovers are recognised by it. */
  root: 'dev.homemanager.root',
  /** Ours: the machine of that folder; an engine elsewhere may serve several. */
  host: 'dev.homemanager.host',
  /** Ours: digest of what the container was made from, to see whether it still fits. */
  spec: 'dev.homemanager.spec',
} as const

export function resourceLabels(config: ResolvedConfig): Record<string, string> {
  return { [LABELS.project]: config.project, [LABELS.root]: config.root, [LABELS.host]: hostname() }
}

export function containerLabels(
  config: ResolvedConfig,
  service: string,
  composeFile: string,
  spec: string,
  imageId: string,
): Record<string, string> {
  return {
    ...resourceLabels(config),
    [LABELS.service]: service,
    [LABELS.spec]: spec,
    'com.docker.compose.config-hash': spec,
    'com.docker.compose.container-number': '1',
    'com.docker.compose.depends_on': '',
    'com.docker.compose.image': imageId,
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.project.config_files': composeFile,
    'com.docker.compose.project.working_dir': dirname(composeFile),
  }
}

/** A filter parameter of the Engine API for everything of a project. */
export function projectFilter(project: string): string {
  return encodeURIComponent(JSON.stringify({ label: [`${LABELS.project}=${project}`] }))
}

export function containerName(project: string, service: string): string {
  return `${project}-${service}-1`
}

export function networkName(project: string): string {
  return `${project}_default`
}

export function volumeName(project: string, volume: string): string {
  return `${project}_${volume}`
}
