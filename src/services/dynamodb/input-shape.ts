export { checkInput, type InputShape, type InputShapes } from '../../aws/input-shape.ts';
