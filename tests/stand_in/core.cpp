// A GPU that is not there: everything that torch asks of CUDA, answered by the host, for rehearsing what we say of GPUs.
//
// What it is: the CUDA dispatch key of a torch built for the CPU. Its memory faults when the host touches it, its copies
// come in the order of streams and events, and every operator runs on the CPU and puts its result back.
//
// What it cannot tell, so that a rehearsal says nothing about it:
// - a GPU's arithmetic (the last bit, TF32, sums in another order), its kernels, and which of them exist;
// - its speed, and how much memory anything takes;
// - operators as late work: one that computes waits for what its stream has queued, and is done when it returns;
// - random numbers, which come from the CPU's generator; several GPUs; IPC; graphs; drivers; profilers;
// - which calls make the host wait, beyond copies, reading a number, and asking to wait;
// - that a small copy from ordinary memory need not wait either: here it takes the values and puts them down at once;
// - what a kernel says of values that it cannot take: an index out of range, a dtype that an operator lacks. Here the CPU's
//   kernel says it, at once and in its own words;
// - sparse and quantised tensors, which it does not have;
// - texts that torch keeps in its CUDA library: those are imitated, and listed in stand_in.py, IMITATED.
//
// Two orders of events are possible on a GPU, and a claim must hold in both: *eager*, where a non-blocking copy is there
// at once unless its stream is busy, and *late*, where it comes when somebody waits for it and not before. A stream that
// was told to sleep is busy, in both, until the host waits for it.

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <ATen/core/op_registration/adaption.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/native/Copy.h>
#include <ATen/native/Resize.h>
#include <ATen/native/TensorIterator.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/set_native.h>
#include <ATen/ops/unfold_native.h>
#include <ATen/ops/view_as_complex_native.h>
#include <ATen/ops/view_as_real_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <sys/mman.h>
#include <torch/library.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using StreamId = int64_t;
const c10::Device kDevice(c10::DeviceType::CUDA, 0);
const uint64_t kEverything = ~uint64_t(0);

std::recursive_mutex lock_;  // of everything below that is not thread_local
using Locked = std::lock_guard<std::recursive_mutex>;

bool late = false;
int sync_debug_mode = 0;               // 0 says nothing, 1 warns, 2 raises
thread_local StreamId current = 0;     // 0 is the default stream
thread_local int inside_operator = 0;  // copies that an operator needs are its own affair: nobody waits, nobody is warned

// ---------------------------------------------------------------------------------------------- imitated texts
// They stand in stand_in.py; here they have numbers, and it is kept which of them was used.

enum Text { kSyncDebug, kOrdinal, kPinned, kTwoDevices, kNotResizable, kTexts };
std::string texts[kTexts];
bool used[kTexts];

const std::string& imitated(Text text) {
  used[text] = true;
  return texts[text];
}

void tell_of_sync() {
  if (inside_operator) return;
  TORCH_CHECK(sync_debug_mode < 2, imitated(kSyncDebug));
  if (sync_debug_mode == 1) TORCH_WARN(imitated(kSyncDebug));
}

// ---------------------------------------------------------------------------------------------- streams and events
// A stream is a queue. An entry is run when the GPU gets there; its effect on host memory lands when the host waits.

struct Entry {
  uint64_t number;
  std::function<void()> run, land;
  bool ran = false;
};
std::map<StreamId, std::deque<Entry>> queues;
uint64_t newest = 0;
StreamId newest_stream = 0;

void tidy();

// Let the GPU work on a stream up to an entry. Work of other streams is done only if this one has been told to wait.
void run(StreamId stream, uint64_t upto = kEverything) {
  Locked locked(lock_);
  auto& queue = queues[stream];
  for (size_t i = 0; i < queue.size() && queue[i].number <= upto; ++i) {
    if (queue[i].ran) continue;
    queue[i].ran = true;
    queue[i].run();
  }
}

// Let the host wait for a stream up to an entry.
void wait(StreamId stream, uint64_t upto = kEverything) {
  Locked locked(lock_);
  run(stream, upto);
  auto& queue = queues[stream];
  while (!queue.empty() && queue.front().number <= upto) {
    auto entry = std::move(queue.front());
    queue.pop_front();
    entry.land();
  }
  tidy();
}

void wait_for_all() {
  Locked locked(lock_);
  for (auto& [stream, queue] : queues) wait(stream);
}

bool idle(StreamId stream, uint64_t upto = kEverything) {
  Locked locked(lock_);
  auto& queue = queues[stream];
  return queue.empty() || queue.front().number > upto;
}

bool all_idle() {
  for (auto& [stream, queue] : queues)
    if (!queue.empty()) return false;
  return true;
}

void enqueue(StreamId stream, std::function<void()> run, std::function<void()> land) {
  queues[stream].push_back({++newest, std::move(run), std::move(land)});
}

double now() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Event {
  bool recorded = false;
  StreamId stream = 0;
  uint64_t number = 0;
  std::shared_ptr<double> milliseconds;  // when the GPU came to it, by the host's clock
  bool done() const { return !recorded || idle(stream, number); }
};

// ---------------------------------------------------------------------------------------------- memory
// A block of device memory is a range that nobody may touch, followed by as many bytes that hold its values: only
// `values` knows the way. A freed block is kept for the next tensor of its size on its stream, as torch's allocator
// does, even while another stream still reads it, unless that stream was recorded.

struct Block {
  size_t size;
  StreamId stream;
  uint64_t age;  // how many blocks were mapped before it: where the host maps them, no two runs agree on
  std::map<StreamId, uint64_t> users;  // what record_stream named, and how far it had been given work when freed
};
std::map<char*, Block> blocks;
std::map<std::tuple<size_t, StreamId, uint64_t>, char*> spare;  // by size, stream and age: the first that was mapped is taken first
uint64_t mapped = 0;
std::map<char*, Block> in_use_elsewhere;  // freed, but a recorded stream is not done
std::map<char*, size_t> pinned;
std::vector<char*> pinned_and_freed;

char* values(const void* pointer) {
  Locked locked(lock_);
  auto found = blocks.upper_bound((char*)pointer);
  TORCH_CHECK(found != blocks.begin(), "stand-in: no device memory at ", pointer);
  --found;
  TORCH_CHECK((char*)pointer < found->first + found->second.size, "stand-in: no device memory at ", pointer);
  return (char*)pointer + found->second.size;
}

void make_spare(char* start, const Block& block) { spare[{block.size, block.stream, block.age}] = start; }

void tidy() {
  for (auto it = in_use_elsewhere.begin(); it != in_use_elsewhere.end();) {
    bool done = true;
    for (auto& [stream, number] : it->second.users) done = done && idle(stream, number);
    if (done) make_spare(it->first, it->second);
    it = done ? in_use_elsewhere.erase(it) : std::next(it);
  }
  if (!all_idle()) return;
  for (char* start : pinned_and_freed) free(start);
  pinned_and_freed.clear();
}

void empty_cache() {
  Locked locked(lock_);
  tidy();
  if (!all_idle()) return;  // what is queued may read a spare block
  for (auto& [key, start] : spare) munmap(start, 2 * std::get<0>(key));
  spare.clear();
}

void free_device(void* start) {
  if (!start) return;
  Locked locked(lock_);
  auto found = blocks.find((char*)start);
  Block block = found->second;
  blocks.erase(found);
  for (auto& [stream, number] : block.users) number = newest;
  if (block.users.empty()) make_spare((char*)start, block);
  else in_use_elsewhere[(char*)start] = block;
  tidy();
}

struct DeviceAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    if (!bytes) return {nullptr, nullptr, &free_device, kDevice};
    Locked locked(lock_);
    size_t page = sysconf(_SC_PAGESIZE), size = (bytes + page - 1) / page * page;
    char* start;
    uint64_t age;
    auto found = spare.lower_bound({size, current, 0});
    if (found != spare.end() && std::get<0>(found->first) == size && std::get<1>(found->first) == current) {
      age = std::get<2>(found->first);
      start = found->second;
      spare.erase(found);
    } else {
      start = (char*)mmap(nullptr, 2 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      TORCH_CHECK(start != MAP_FAILED && !mprotect(start + size, size, PROT_READ | PROT_WRITE), "stand-in: no memory");
      age = mapped++;
    }
    blocks[start] = {size, current, age, {}};
    return {start, start, &free_device, kDevice};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &free_device; }
  void copy_data(void* to, const void* from, size_t bytes) const override { memcpy(values(to), values(from), bytes); }
} device_allocator;

void free_pinned(void* start) {
  if (!start) return;
  Locked locked(lock_);
  pinned.erase((char*)start);
  pinned_and_freed.push_back((char*)start);  // a copy on its way may still read or write it
  tidy();
}

struct PinnedAllocator final : c10::Allocator {
  c10::DataPtr allocate(size_t bytes) override {
    void* start = nullptr;
    TORCH_CHECK(!posix_memalign(&start, 64, bytes + !bytes), "stand-in: no memory");
    Locked locked(lock_);
    pinned[(char*)start] = bytes + !bytes;
    return {start, start, &free_pinned, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &free_pinned; }
  void copy_data(void* to, const void* from, size_t bytes) const override { memcpy(to, from, bytes); }
} pinned_allocator;

bool is_pinned(const void* pointer) {
  Locked locked(lock_);
  auto found = pinned.upper_bound((char*)pointer);
  return found != pinned.begin() && (char*)pointer < std::prev(found)->first + std::prev(found)->second;
}

// ---------------------------------------------------------------------------------------------- copies
// As torch's aten/src/ATen/native/cuda/Copy.cu: between host and device go whole bytes of one dtype, in one piece;
// what is not so is made so first, on the side that it calls the conversion's.

size_t extent(const at::Tensor& t) {
  size_t elements = t.numel() > 0;
  for (int64_t i = 0; i < t.dim() && elements; ++i) elements += (t.size(i) - 1) * t.stride(i);
  return elements * t.element_size();
}

// A tensor on the CPU that looks as the one on the device does, with its values.
at::Tensor on_host(const at::Tensor& t) {
  auto host = at::empty_strided(t.sizes(), t.strides(), t.options().device(at::kCPU));
  if (extent(t)) memcpy(host.mutable_data_ptr(), values(t.const_data_ptr()), extent(t));
  host._set_conj(t.is_conj());
  host._set_neg(t.is_neg());
  return host;
}

void copy_on_device(const at::Tensor& to, const at::Tensor& from) {
  run(current);
  auto host = on_host(to);
  host.copy_(on_host(from));
  if (extent(to)) memcpy(values(to.mutable_data_ptr()), host.const_data_ptr(), extent(to));
}

void copy_bytes(const at::Tensor& to, const at::Tensor& from, bool non_blocking) {
  size_t bytes = to.numel() * to.element_size();
  bool upload = to.is_cuda();
  auto* host = (char*)(upload ? from.const_data_ptr() : to.mutable_data_ptr());
  char* device = values(upload ? to.mutable_data_ptr() : from.const_data_ptr());  // stays when the block is freed
  if (inside_operator) {
    run(current);
    upload ? memcpy(device, host, bytes) : memcpy(host, device, bytes);
    return;
  }
  Locked locked(lock_);
  // Pinned memory the GPU reads and writes by itself. To other memory the driver waits; from it, it takes a copy first,
  // for which it may wait as well.
  bool by_itself = is_pinned(host);
  if (!non_blocking || (!by_itself && !(upload && late))) {
    wait(current);
    upload ? memcpy(device, host, bytes) : memcpy(host, device, bytes);
    return;
  }
  auto passing = std::make_shared<std::string>();
  if (!by_itself) passing->assign(host, bytes);
  enqueue(
      current,
      [=] {
        if (!upload) passing->assign(device, bytes);
        else memcpy(device, by_itself ? host : passing->data(), bytes);
      },
      [=] { if (!upload) memcpy(host, passing->data(), bytes); });
  if (!late && queues[current].size() == 1) wait(current);
}

void copy(at::TensorIterator& iter, bool non_blocking) {
  at::AutoDispatchBelowADInplaceOrView below;
  at::Tensor to = iter.tensor(0), from = iter.tensor(1);
  if (to.is_cuda() == from.is_cuda()) return copy_on_device(to, from);
  bool same_dtype = to.scalar_type() == from.scalar_type();
  if (!same_dtype || !to.is_contiguous() || !from.is_contiguous() || to.numel() != from.numel()) {
    auto plain = at::MemoryFormat::Contiguous;
    bool convert_first = from.device().type() == (non_blocking ? at::kCUDA : at::kCPU);
    auto dtype = convert_first ? to.scalar_type() : from.scalar_type();
    auto there = to.is_contiguous() && to.scalar_type() == dtype ? to : at::empty_like(to, dtype, {}, {}, {}, plain);
    auto here = from.to(dtype).expand_as(to).contiguous();
    there.copy_(here, non_blocking);
    if (!there.is_same(to)) to.copy_(there, non_blocking);
    return;
  }
  bool alike = to.is_conj() == from.is_conj() && to.is_neg() == from.is_neg();
  if (!non_blocking || !alike) tell_of_sync();
  copy_bytes(to, from, non_blocking && alike);
  if (to.is_conj() != from.is_conj()) to.conj_physical_();
  if (to.is_neg() != from.is_neg()) to.neg_();
}

// ---------------------------------------------------------------------------------------------- operators
// Those that make or view memory are here; every other one runs on the CPU, and its result is put back.

constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::CUDA);

void check_device(std::optional<at::Device> device) {
  TORCH_CHECK(!device || device->index() <= 0, imitated(kOrdinal));
}

at::Tensor empty(at::IntArrayRef size, std::optional<at::ScalarType> dtype, std::optional<at::Layout>,
                 std::optional<at::Device> device, std::optional<bool> pin, std::optional<at::MemoryFormat> format) {
  TORCH_CHECK(!pin.value_or(false), imitated(kPinned));
  check_device(device);
  return at::detail::empty_generic(size, &device_allocator, kKeys, c10::dtype_or_default(dtype), format);
}

at::Tensor empty_strided(at::IntArrayRef size, at::IntArrayRef stride, std::optional<at::ScalarType> dtype,
                         std::optional<at::Layout>, std::optional<at::Device> device, std::optional<bool> pin) {
  TORCH_CHECK(!pin.value_or(false), imitated(kPinned));
  check_device(device);
  return at::detail::empty_strided_generic(size, stride, &device_allocator, kKeys, c10::dtype_or_default(dtype));
}

const at::Tensor& resize_(const at::Tensor& self, at::IntArrayRef size, std::optional<at::MemoryFormat> format) {
  auto* impl = self.unsafeGetTensorImpl();
  impl->set_sizes_contiguous(size);
  size_t needed = (impl->storage_offset() + impl->numel()) * self.element_size();
  auto* storage = impl->unsafe_storage().unsafeGetStorageImpl();
  if (impl->numel() && storage->nbytes() < needed) {
    run(current);
    TORCH_CHECK(storage->resizable(), imitated(kNotResizable));
    auto larger = device_allocator.allocate(needed);
    if (storage->nbytes()) memcpy(values(larger.get()), values(storage->data()), storage->nbytes());
    storage->set_data_ptr_noswap(std::move(larger));
    storage->set_nbytes(needed);
  }
  if (format) impl->empty_tensor_restride(*format);
  return self;
}

at::Tensor& set_storage(at::Tensor& self, at::Storage storage, int64_t offset, at::IntArrayRef size,
                        at::IntArrayRef stride) {
  return at::native::set_storage_cpu_(self, std::move(storage), offset, size, stride);
}

at::Tensor& set_whole_storage(at::Tensor& self, at::Storage storage) {
  int64_t elements = storage.nbytes() / self.dtype().itemsize();
  return at::native::set_storage_cpu_(self, std::move(storage), 0, {elements}, {});
}

struct Inside {  // while this lives, an operator is at work
  Inside() { ++inside_operator; }
  ~Inside() { --inside_operator; }
};

at::Tensor copy_from(const at::Tensor& self, const at::Tensor& to, bool non_blocking) {
  return at::Tensor(to).copy_(self, non_blocking);
}

at::Tensor copy_from_and_resize(const at::Tensor& self, const at::Tensor& to) {
  if (to.sizes() != self.sizes()) to.resize_(self.sizes());
  return at::Tensor(to).copy_(self);
}

at::Scalar local_scalar(const at::Tensor& self) {
  tell_of_sync();
  if (!inside_operator) wait(current);
  Inside inside;
  return at::_local_scalar_dense(self.cpu());
}

void record_stream(at::Tensor& self, at::Stream stream) {
  Locked locked(lock_);
  auto found = blocks.find((char*)self.storage().data());
  if (found != blocks.end() && stream.id() != found->second.stream) found->second.users[stream.id()] = 0;
}

// In a build with CUDA most operators begin with this check, in generated code; those that index do without.
void check_one_device(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto& name = op.schema().name();
  if (name.find("::index") != std::string::npos && name.find("::index_") == std::string::npos) return;
  if (name.find("index_put") != std::string::npos || name.find("::copy") != std::string::npos) return;
  auto& formal = op.schema().arguments();
  auto actual = torch::jit::last(*stack, formal.size());
  for (size_t i = 0; i < formal.size(); ++i) {
    auto check = [&](const at::Tensor& t) {
      if (!t.defined() || !t.is_cpu() || !t.dim()) return;
      imitated(kTwoDevices);
      auto method = "wrapper_CUDA_" + name.substr(name.find("::") + 2);
      c10::impl::common_device_check_failure(kDevice, t, method.c_str(), formal[i].name().c_str());
    };
    if (actual[i].isTensor()) check(actual[i].toTensor());
    if (actual[i].isTensorList())
      for (const at::Tensor& t : actual[i].toTensorList()) check(t);
  }
}

void on_the_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  check_one_device(op, stack);
  run(current);
  Inside inside;
  at::native::cpu_fallback(op, stack);
}

TORCH_LIBRARY_IMPL(_, CUDA, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&on_the_cpu>()); }

TORCH_LIBRARY_IMPL(aten, CUDA, m) {
  m.impl("empty.memory_format", &empty);
  m.impl("empty_strided", &empty_strided);
  m.impl("resize_", &resize_);
  m.impl("set_.source_Storage", &set_whole_storage);
  m.impl("set_.source_Storage_storage_offset", &set_storage);
  m.impl("as_strided", [](const at::Tensor& self, at::IntArrayRef size, at::IntArrayRef stride,
                          std::optional<int64_t> offset) {
    return at::native::as_strided_tensorimpl(self, size, stride, offset);
  });
  m.impl("view", [](const at::Tensor& self, at::IntArrayRef size) { return at::native::view(self, size); });
  m.impl("_reshape_alias", [](const at::Tensor& self, at::IntArrayRef size, at::IntArrayRef stride) {
    return at::native::_reshape_alias(self, size, stride);
  });
  m.impl("unfold", [](const at::Tensor& self, int64_t dim, int64_t size, int64_t step) {
    return at::native::unfold(self, dim, size, step);
  });
  m.impl("view_as_real", [](const at::Tensor& self) { return at::native::view_as_real(self); });
  m.impl("view_as_complex", [](const at::Tensor& self) { return at::native::view_as_complex(self); });
  m.impl("_copy_from", &copy_from);
  m.impl("_copy_from_and_resize", &copy_from_and_resize);
  m.impl("_local_scalar_dense", &local_scalar);
  m.impl("record_stream", &record_stream);
}

// ---------------------------------------------------------------------------------------------- what torch asks for

struct Guard final : c10::impl::DeviceGuardImplInterface {
  static c10::Stream stream(StreamId id) { return c10::Stream(c10::Stream::UNSAFE, kDevice, id); }
  c10::DeviceType type() const override { return c10::DeviceType::CUDA; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  c10::Device exchangeDevice(c10::Device device) const override {
    check_device(device);
    return kDevice;
  }
  c10::Device getDevice() const override { return kDevice; }
  void setDevice(c10::Device device) const override { check_device(device); }
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const override { return stream(current); }
  c10::Stream getDefaultStream(c10::Device) const override { return stream(0); }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return stream(++newest_stream); }
  c10::Stream getNewStream(c10::Device, int) const override { return stream(++newest_stream); }
  c10::Stream exchangeStream(c10::Stream next) const override {
    auto before = stream(current);
    current = next.id();
    return before;
  }
  bool queryStream(const c10::Stream& s) const override { return idle(s.id()); }
  void synchronizeStream(const c10::Stream& s) const override { wait(s.id()); }
  void synchronizeDevice(const c10::DeviceIndex) const override { wait_for_all(); }
  void recordDataPtrOnStream(const c10::DataPtr& data, const c10::Stream& s) const override {
    Locked locked(lock_);
    auto found = blocks.find((char*)data.get());
    if (found != blocks.end() && s.id() != found->second.stream) found->second.users[s.id()] = 0;
  }
  void record(void** event, const c10::Stream& s, const c10::DeviceIndex, const c10::EventFlag) const override {
    Locked locked(lock_);
    auto when = std::make_shared<double>(now());
    if (!idle(s.id())) enqueue(s.id(), [=] { *when = now(); }, [] {});
    if (!*event) *event = new Event;
    *(Event*)*event = {true, s.id(), newest, when};
  }
  void block(void* event, const c10::Stream& s) const override {
    if (!event || ((Event*)event)->done()) return;
    Event seen = *(Event*)event;
    Locked locked(lock_);
    enqueue(s.id(), [=] { run(seen.stream, seen.number); }, [=] { wait(seen.stream, seen.number); });
  }
  bool queryEvent(void* event) const override { return !event || ((Event*)event)->done(); }
  void synchronizeEvent(void* event) const override {
    if (event && ((Event*)event)->recorded) wait(((Event*)event)->stream, ((Event*)event)->number);
  }
  void destroyEvent(void* event, const c10::DeviceIndex) const noexcept override { delete (Event*)event; }
};
C10_REGISTER_GUARD_IMPL(CUDA, Guard)

}  // namespace

namespace at {
struct CUDAHooks final : CUDAHooksInterface {
  explicit CUDAHooks(CUDAHooksArgs) {}
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasCUDA() const override { return true; }
  bool hasPrimaryContext(DeviceIndex) const override { return true; }
  void init() const override {}
  int getNumGPUs() const override { return 1; }
  DeviceIndex deviceCount() const override { return 1; }
  DeviceIndex current_device() const override { return 0; }
  DeviceIndex getCurrentDevice() const override { return 0; }
  void setCurrentDevice(DeviceIndex) const override {}
  DeviceIndex exchangeDevice(DeviceIndex) const override { return 0; }
  DeviceIndex maybeExchangeDevice(DeviceIndex) const override { return 0; }
  Device getDeviceFromPtr(void*) const override { return kDevice; }
  bool isPinnedPtr(const void* pointer) const override { return is_pinned(pointer); }
  Allocator* getPinnedMemoryAllocator() const override { return &pinned_allocator; }
  Allocator* getCUDADeviceAllocator() const override { return &device_allocator; }
  void deviceSynchronize(DeviceIndex) const override { wait_for_all(); }
};
namespace {
C10_REGISTER_CLASS(CUDAHooksRegistry, CUDAHooks, CUDAHooks)  // the name by which torch looks for it
}
}  // namespace at

// ---------------------------------------------------------------------------------------------- what stand_in.py calls

extern "C" {
void stand_in_start() {
  c10::SetAllocator(c10::DeviceType::CUDA, &device_allocator);
  at::native::copy_stub.set_cuda_dispatch_ptr(&copy);
}
void stand_in_set_text(int text, const char* words) { texts[text] = words; }
int stand_in_take_used(int text) { return std::exchange(used[text], false); }
void stand_in_set_late(int on) { wait_for_all(), late = on; }
void stand_in_wait() { wait_for_all(); }
void stand_in_sleep() { enqueue(current, [] {}, [] {}); }
double stand_in_milliseconds(void* event) { return *((Event*)event)->milliseconds; }
void stand_in_empty_cache() { empty_cache(); }
int stand_in_get_sync_debug_mode() { return sync_debug_mode; }
void stand_in_set_sync_debug_mode(int mode) { sync_debug_mode = mode; }
}
