#include "pipeline/pipeline.h"

#include <time.h>

#include <condition_variable>
#include <deque>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace entente {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

namespace {

struct Job {
  ReadResult input;
  StageTimes times{};
  std::exception_ptr failure;
  bool done = false;
};

void count(const Document& document, RunSummary& summary) {
  ++summary.documents;
  summary.sentences += document.sentences.size();
  for (const Sentence& sentence : document.sentences) summary.words += sentence.tokens.size();
  summary.events += document.events.size();
  summary.bytes += document.text.size();
}

// Workers take jobs in order; the reader's thread takes finished jobs from the front. The queue is
// bounded, so a fast reader waits instead of filling memory.
class OrderedRun {
 public:
  OrderedRun(const Models& models, const RunOptions& options, const DocumentSink& sink, const RefusalSink& refused)
      : models_(models), options_(options), sink_(sink), refused_(refused), limit_(options.threads * 4U) {
    for (unsigned i = 0; i < options.threads; ++i) workers_.emplace_back([this] { work(); });
  }
  OrderedRun(const OrderedRun&) = delete;
  OrderedRun& operator=(const OrderedRun&) = delete;
  ~OrderedRun() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    wake_worker_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  void add(ReadResult&& input, Treatment treatment) {
    auto job = std::make_unique<Job>();
    job->input = std::move(input);
    {
      const std::lock_guard lock(mutex_);
      if (treatment == Treatment::kProcess) waiting_.push_back(job.get());
      else job->done = true;
      jobs_.push_back(std::move(job));
    }
    wake_worker_.notify_one();
    while (deliver(jobs_.size() > limit_)) {}
  }

  void finish() {
    while (deliver(true)) {}
  }

  RunSummary summary;

 private:
  void work() {
    for (;;) {
      Job* job = nullptr;
      {
        std::unique_lock lock(mutex_);
        wake_worker_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        job = waiting_.front();
        waiting_.pop_front();
      }
      try {
        process(*job->input.document, models_, options_.wanted, &job->times);
      } catch (...) {
        job->failure = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        job->done = true;
      }
      wake_reader_.notify_one();
    }
  }

  // Hands out the front job; false when there is none, or it is not done and we need not wait.
  bool deliver(bool wait) {
    std::unique_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      if (jobs_.empty()) return false;
      if (!jobs_.front()->done) {
        if (!wait) return false;
        wake_reader_.wait(lock, [&] { return jobs_.front()->done; });
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    if (job->failure) std::rethrow_exception(job->failure);
    if (!job->input.document) {
      ++summary.refused;
      refused_(job->input.refusal);
      return true;
    }
    Document& document = *job->input.document;
    count(document, summary);
    for (std::size_t i = 0; i < job->times.size(); ++i) summary.stage_seconds[i] += job->times[i];
    sink_(document);
    return true;
  }

  const Models& models_;
  const RunOptions& options_;
  const DocumentSink& sink_;
  const RefusalSink& refused_;
  std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_worker_, wake_reader_;
  std::deque<std::unique_ptr<Job>> jobs_;  // touched by the reader's thread only, but for `done`
  std::deque<Job*> waiting_;
  bool closed_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace

Models load_models(const std::filesystem::path& data, const std::filesystem::path& model, const UserFiles& user) {
  // Side by side, for most of a short run is loading: the actors take about as long as the rest. Where both
  // have a fault that of the actors is thrown.
  auto rest = std::async(std::launch::async, [&] {
    SyntaxModel syntax = SyntaxModel::load(model);
    return std::pair(std::move(syntax), load_ontology(data, user.ontology));
  });
  ActorTables actors = ActorTables::load(data, user.actors);
  auto [syntax, ontology] = rest.get();
  ActModel acts;
  if (user.learnt) {
    acts = ActModel::load(model.parent_path() / "acts.model", ontology);
    ontology.digest = digest_hex(ontology.digest + acts.digest());
  }
  return {std::move(syntax), std::move(actors), std::move(ontology), std::move(acts)};
}

void process(Document& document, const Models& models, unsigned wanted, StageTimes* times) {
  // Later stages need earlier ones, so everything up to the last stage wanted runs.
  std::size_t last = 0;
  for (std::size_t i = 0; i < kPipeline.size(); ++i) {
    if ((kPipeline[i].makes & wanted) != 0) last = i + 1;
  }
  for (std::size_t i = 0; i < last; ++i) {
    const double begin = times != nullptr ? thread_seconds() : 0;
    kPipeline[i].run(document, models);
    if (times != nullptr) (*times)[i] += thread_seconds() - begin;
  }
}

RunSummary run(const std::vector<std::string>& paths, const Models& models, const RunOptions& options,
               const DocumentSink& sink, const RefusalSink& refused) {
  const auto treatment_of = [&](const ReadResult& result) {
    if (!result.document) return Treatment::kPass;
    return options.admit ? options.admit(*result.document) : Treatment::kProcess;
  };
  if (options.threads <= 1) {
    // One thread: a document is out before the next is read, so a stream answers line by line.
    RunSummary summary;
    for (const std::string& path : paths) {
      read_documents(path, options.read, [&](ReadResult&& result) {
        if (!result.document) {
          ++summary.refused;
          refused(result.refusal);
          return true;
        }
        const Treatment treatment = treatment_of(result);
        if (treatment == Treatment::kDrop) {
          ++summary.dropped;
          return true;
        }
        Document& document = *result.document;
        if (treatment == Treatment::kProcess) process(document, models, options.wanted, &summary.stage_seconds);
        count(document, summary);
        sink(document);
        return true;
      });
    }
    return summary;
  }
  OrderedRun ordered(models, options, sink, refused);
  for (const std::string& path : paths) {
    read_documents(path, options.read, [&](ReadResult&& result) {
      const Treatment treatment = treatment_of(result);
      if (treatment == Treatment::kDrop) ++ordered.summary.dropped;
      else ordered.add(std::move(result), treatment);
      return true;
    });
  }
  ordered.finish();
  return ordered.summary;
}

}  // namespace entente
