// The official client's own description of the contract. Run as a script it prints a FileDescriptorSet in base64.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

// The package exports messages but not all services, so its files are read by their place.
const folder = new URL('./proto/', import.meta.resolve('@qdrant/js-client-grpc'));
const modules = await Promise.all(readdirSync(folder)
  .filter(file => file.endsWith('_pb.js'))
  .map(file => import(new URL(file, folder))));
const exports = modules.flatMap(module => Object.values(module));

export const services = exports.filter(x => x?.kind === 'service');
export const files = exports.filter(x => x?.kind === 'file');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const set = create(FileDescriptorSetSchema, { file: files.map(file => file.proto) });
  console.log(Buffer.from(toBinary(FileDescriptorSetSchema, set)).toString('base64'));
}
