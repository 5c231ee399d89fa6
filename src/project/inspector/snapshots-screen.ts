import { formatBytes } from '../../core/format-bytes.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Page, Row } from '../../inspect/pages/page.js'
import { toFieldRow } from '../../inspect/pages/record-rows.js'
import type { Screen } from '../../inspect/pages/screen.js'
import { formatTime } from '../../output/format-time.js'
import { describeReason } from '../../snapshots/backup-limits.js'
import {
  type DamagedSnapshot,
  findSnapshot,
  readSnapshots,
  type StoredSnapshot,
} from '../../snapshots/snapshot-directory.js'
import type { InspectorSources } from './inspector-sources.js'

/** The snapshots of the project, and what is in one. */
export const SNAPSHOTS_SCREEN: Screen<InspectorSources> = {
  name: 'snapshots',
  title: 'Snapshots',
  async open({ project: { config } }, { path: [name] }) {
    if (name !== undefined) return openSnapshot(await findSnapshot(config.home, name))
    const { snapshots, damaged } = await readSnapshots(config.home)
    return {
      address: '/snapshots',
      title: 'Snapshots',
      order: 'newest first',
      panes: [
        {
          name: 'Snapshots',
          columns: [
            { name: 'NAME' },
            { name: 'SAVED' },
            { name: 'REASON' },
            { name: 'FORMAT' },
            { name: 'SIZE', align: 'right' },
            { name: 'NOTE' },
          ],
          rows: snapshots.map(toRow),
          empty: 'There are no snapshots. Save the current data with homemanager snapshot save.',
        },
        ...(damaged.length === 0
          ? []
          : [
              {
                name: 'Damaged snapshots',
                columns: [{ name: 'NAME' }, { name: 'PROBLEM' }],
                rows: damaged.map(toDamagedRow),
              },
            ]),
      ],
      origin: { command: 'snapshot list' },
    }
  },
}

function toRow({ manifest }: StoredSnapshot): Row {
  const { name, createdAt, format, bytes, note } = manifest
  return {
    cells: [
      { text: name, tone: 'strong' },
      { text: formatTime(createdAt) },
      { text: describeReason(manifest) },
      { text: format },
      { text: formatBytes(bytes) },
      { text: note ?? '', tone: 'quiet' },
    ],
    id: name,
    target: formatAddress('snapshots', [name]),
  }
}

function toDamagedRow({ name, problem }: DamagedSnapshot): Row {
  return {
    cells: [
      { text: name, tone: 'strong' },
      { text: problem, tone: 'bad' },
    ],
    id: name,
  }
}

function openSnapshot({ directory, manifest }: StoredSnapshot): Page {
  const { name, files, ...fields } = manifest
  const toStep = (what: string, command: string): Row => ({
    cells: [{ text: what }, { text: `homemanager ${command}`, tone: 'accent' }],
    id: `homemanager ${command}`,
  })
  return {
    address: formatAddress('snapshots', [name]),
    title: `Snapshot ${name}`,
    subtitle: `${formatTime(manifest.createdAt)}, ${describeReason(manifest)}`,
    panes: [
      {
        name: 'Manifest',
        rows: [
          ...Object.entries(fields).map(([field, value]) => toFieldRow(field, value)),
          toFieldRow('files', files.length),
          toFieldRow('directory', directory),
        ],
      },
      {
        name: 'What to do with it',
        rows: [
          toStep('Compare it with the current data', `snapshot diff ${name}`),
          toStep('Replace the current data by it', `snapshot restore ${name}`),
          toStep('Write it to an archive', `snapshot export ${name} ${name}.tar.gz`),
        ],
      },
    ],
    origin: { command: `snapshot show ${name}` },
    value: manifest,
    id: name,
  }
}
