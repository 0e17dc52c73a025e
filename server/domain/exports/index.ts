export { createExports, type Exporter, type ExportRun, type Exports, type PreparedExport } from './exports'
