import { describeAccessibility } from './accessibility'

describeAccessibility('in light', { dark: false, width: 1280 })
