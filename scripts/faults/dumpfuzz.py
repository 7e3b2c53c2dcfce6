"""Mutates every file of every dump that rbsh loads, loads it, compares with the untouched dump's output."""
import os, sys, shutil, subprocess, json, random, hashlib, zipfile, io, pickle, collections, re, time, signal
RB=os.environ['RBSH']; W=os.environ.get('WORK','/tmp/rbsh-faults')+'/df'; os.makedirs(W,exist_ok=True)
S=os.environ.get('PROJECT','.')+'/Tests/Fixtures/formats/'; H=os.environ.get('HELD','/nonexistent')+'/'; T=os.environ.get('PROJECT','.')+'/Tests/Fixtures/formats/'
SHOW='''
fn show(x, name) {
    if isinstance(x, dict) or type(x).__name__ == "dict" { for (k, v) in x.items() { show(v, f"{name}/{k}") } }
    else { print(name, x) }
}
'''
def prog(make, n=3, pre='', key=None):
    return f'''set_printoptions(threshold: 100000, precision: 9)
rb = {make}
{pre}
try {{ rb.loads(ARG) }} catch e {{ print("LOADFAIL", len(rb)); RERAISE }}
print(len(rb), rb.cursor, rb.write_count, rb.batch_size)
x = rb[:]
DUMPX
manual_seed(1)
s = rb.sample({n})
SHOWS
s = rb.sample({n})
SHOWS
EXT
print(len(rb), rb.cursor, rb.write_count)
'''
TD=('for (k, v) in x.items(True, True) { print(k, v.tolist()) }','for (k, v) in s.items(True, True) { print(k, v.tolist()) }','if len(rb) > 0 { rb.extend(x[0:1].clone()) }')
PL=('print(x)','print(s)','')
PT=('print(x)','print(s)','rb.extend(x[0:1])')
C={}
def add(name, folder, make, kind, n=3, pre=''):
    p=prog(make,n,pre); a,b,c=kind
    p=p.replace('DUMPX',a).replace('SHOWS',b).replace('EXT',c)
    p=re.sub(r'try \{ rb.loads\(ARG\) \} catch.*\n','rb.loads("DUMP")\n',p)
    C[name]=(folder,p)
add('p01',S+'p01_td_uniform_partial/dump','td_buffer(storage: ram(16))',TD)
add('p01m',S+'p01_td_uniform_partial/dump','td_buffer(storage: memmap(16))',TD)
add('p02',S+'p02_memmap_dtypes_wrapped_rng/dump','buffer(storage: memmap(12))',TD)
add('p03',S+'p03_prioritized_partial/dump','td_buffer(storage: ram(16), sampler: prioritized(0.1, 0.2))',TD)
add('p04',S+'p04_without_replacement_mid_epoch/dump','td_buffer(storage: ram(16), sampler: without_replacement())',TD)
add('p05',S+'p05_slices_wrapped/dump','td_buffer(storage: ram(20), sampler: slices(slice_len: 3))',TD,6)
add('p06',S+'p06_single_tensor/dump','buffer(storage: ram(8))',PT)
add('p07',S+'p07_max_value_writer/dump','td_buffer(storage: ram(6), writer: max_value("score"))',TD)
add('p08',S+'p08_ndim2/dump','buffer(storage: ram(20, ndim: 2))',(TD[0],TD[1],''))
add('p09',S+'p09_h5_checkpointer_wrapped/dump','buffer(storage: ram(15))',TD)
add('h01',H+'h01_td_exact_full/dump','td_buffer(storage: memmap(9))',TD)
add('h02',H+'h02_prioritized_wrapped_maxinbuffer/dump','td_buffer(storage: ram(10), sampler: prioritized(0.1, 0.2, max_priority_within_buffer: True))',TD)
add('h03',H+'h03_slices_without_replacement/dump','td_buffer(storage: ram(24), sampler: slices_without_replacement(slice_len: 3, traj_key: ("collector","traj_ids"), strict_length: False))',TD,6)
add('h04',H+'h04_compressed_list/dump','buffer(storage: compressed(10))',PL)
add('h05',H+'h05_pytree_nested/dump','buffer(storage: ram(8))',PL,3,'PRE')
add('h06',H+'h06_flat_checkpointer_wrapped/dump','buffer(storage: ram(15))',TD)
add('h07',H+'h07_generation_writer_wrapped/dump','td_buffer(storage: ram(6), writer: round_robin(track_generations: True))',TD)
add('h08',H+'h08_string_column/dump','buffer(storage: ram(8))',PL)
add('h09',H+'h09_nested_checkpointer_wrapped/dump','buffer(storage: ram(15))',TD)
add('p12',T+'p12_slices_without_replacement/dump','td_buffer(storage: ram(20), sampler: slices_without_replacement(slice_len: 3, traj_key: "episode", strict_length: False))',TD,6)
add('p13',T+'p13_prioritized_slices/dump','td_buffer(storage: ram(20), sampler: prioritized_slices(0.1, 0.2, slice_len: 3, traj_key: "episode"))',TD,6)
add('p14',T+'p14_streaming_slices/dump','td_buffer(storage: ram(20), sampler: streaming_slices(slice_len: 3, traj_key: "episode"))',TD,6)
add('p15',T+'p15_consuming/dump','td_buffer(storage: ram(20), sampler: consuming(2))',TD)
add('p16',T+'p16_transforms/dump','td_buffer(storage: ram(20), transform: compose(vec_norm(in_keys: ["a", ("next", "a")]), observation_norm(0.5, 2.0, in_keys: ["b"]), reward_clipping(-1, 1), clip_transform(in_keys: ["b"], low: -1), reward_scaling(0.1, 3.0)))',TD)
# our own dumps
OWN=W+'/own'; shutil.rmtree(OWN,ignore_errors=True); os.makedirs(OWN)
def own(name, make, fill, kind, n=3):
    code=f'manual_seed(0)\nrb = {make}\n{fill}\nrb.dumps("{OWN}/{name}")\n'
    r=subprocess.run([RB,'-c',code],capture_output=True,text=True)
    if r.returncode: print('OWN',name,r.stderr); return
    add(name,f'{OWN}/{name}',make,kind,n)
tdx='rb.extend(tensordict({"a": arange(12).float().view(6,2), "s": ["u","v","w","x","y","z"], "next": {"reward": rand(6,1), "done": tensor([[False],[False],[True],[False],[False],[True]])}}, [6]))\nrb.extend(tensordict({"a": arange(12).float().view(6,2), "s": ["U","V","W","X","Y","Z"], "next": {"reward": rand(6,1), "done": tensor([[False],[False],[True],[False],[False],[True]])}}, [6]))'
own('o1','td_buffer(storage: ram(10), sampler: prioritized(0.7, 0.5), prefetch: 2, batch_size: 3, generator: generator(3), transform: vec_norm(in_keys: ["a"]))',tdx.replace('"s": ["u","v","w","x","y","z"], ','').replace('"s": ["U","V","W","X","Y","Z"], ','')+'\nrb.sample()',PL)
own('o2','buffer(storage: list(10), batch_size: 2, prefetch: 2, collate_fn: x -> x)','rb.extend([(1, "a", arange(3)), {"k": 1.5, "t": zeros(2)}, tensordict({"x": ones(2), "n": "str"}, [2]), None, nan])\nrb.sample()',PL)
own('o3','buffer(storage: lazy_stack(10), batch_size: 2)','rb.extend([tensordict({"x": ones(n), "y": zeros(1)}, []) for n in range(1, 5)])',('print(x.tolist())','print(s.tolist())',''))
own('o4','buffer(storage: compressed(10), batch_size: 2)','rb.extend(tensordict({"x": ones(4, 3), "y": arange(4)}, [4]))',PL)
own('o5','buffer(storage: ram(8), batch_size: 2)','rb.extend({"a": (arange(4), [zeros(4, 2)]), "b": ones(4)})',PL)
own('o6','td_buffer(storage: ram(10), batch_size: 2)',tdx,PL)
own('o7','td_buffer(storage: ram(10), batch_size: 6, sampler: staleness_aware(max_staleness: 100))',tdx.replace('"s": ["u","v","w","x","y","z"], ','').replace('"s": ["U","V","W","X","Y","Z"], ',''),PL)
own('o8','td_buffer(storage: ram(10), batch_size: 6, sampler: streaming_slices(slice_len: 2, end_key: ("next","done")))',tdx.replace('"s": ["u","v","w","x","y","z"], ','').replace('"s": ["U","V","W","X","Y","Z"], ',''),PL)
C['h05']=(C['h05'][0],C['h05'][1].replace('PRE','rb.extend({"a": zeros(1, dtype: int64), "b": {"c": (zeros(1, 2), [zeros(1, 1)])}, "d": zeros(1, dtype: int16)}); rb.empty()'))
PRELOADED=False
def run(prog, dump, to=10):
    code=prog.replace('DUMP',dump)
    t=time.time()
    try:
        r=subprocess.run(['bash','-c',f'ulimit -v 4000000 -c 0; exec {RB} -c "$1"','x',code],capture_output=True,timeout=to,stdin=subprocess.DEVNULL)
        return r.returncode,r.stdout.decode('utf8','replace'),r.stderr.decode('utf8','replace'),time.time()-t
    except subprocess.TimeoutExpired: return 'HANG','','',to
def memmut(b,rng,name):
    n=len(b)
    yield 'trunc0',b''
    if n>1: yield 'trunc1',b[:1]; yield 'trunchalf',b[:n//2]; yield 'trunc-1',b[:-1]
    yield 'ext1',b+b'\0'; yield 'ext4096',b+b'\0'*4096
    for s in range(SEEDS):
        if n==0: break
        m=bytearray(b)
        for _ in range(1 if s%2==0 else 3): m[rng.randrange(n)]^=1<<rng.randrange(8)
        yield f'flip{s}',bytes(m)
HUGE=['9223372036854775807','18446744073709551616','1e308','-1','0','0.5','NaN','null','true','"x"','[]','{}','[1,2]','4611686018427387904','1099511627776','1000000']
def jsonmut(b,rng,name):
    yield 'deep[',b'['*100000
    yield 'deep[]',b'['*100000+b']'*100000
    yield 'deep{',b'{"a":'*100000+b'1'+b'}'*100000
    yield 'bom',b'\xef\xbb\xbf'+b
    yield 'nul',b'\0'*len(b)
    yield 'list',b'[]'; yield 'obj',b'{}'; yield 'num',b'1'; yield 'str',b'"x"'; yield 'empty-ws',b' \n'
    try: j=json.loads(b)
    except Exception: return
    txt=b.decode()
    # every scalar / container in the doc replaced by each extreme
    paths=[]
    def walk(x,p):
        paths.append(p)
        if isinstance(x,dict):
            for k in x: walk(x[k],p+[k])
        elif isinstance(x,list):
            for i,v in enumerate(x): walk(v,p+[i])
    walk(j,[])
    def put(p,raw):
        mark='@@MARK@@'
        def rec(x,q):
            if not q: return mark
            if isinstance(x,dict): return {k:(rec(v,q[1:]) if k==q[0] else v) for k,v in x.items()}
            return [rec(v,q[1:]) if i==q[0] else v for i,v in enumerate(x)]
        return json.dumps(rec(j,p)).replace('"@@MARK@@"',raw).encode()
    sel=paths if len(paths)<=MAXP else [paths[0]]+rng.sample(paths[1:],MAXP-1)
    for p in sel:
        for h in HUGE: yield f'set{p}={h[:24]}',put(p,h)
    # delete / duplicate / rename keys
    def deck(p):
        def rec(x,q):
            if isinstance(x,dict):
                if len(q)==1: return {k:v for k,v in x.items() if k!=q[0]}
                return {k:(rec(v,q[1:]) if k==q[0] else v) for k,v in x.items()}
            if len(q)==1: return [v for i,v in enumerate(x) if i!=q[0]]
            return [rec(v,q[1:]) if i==q[0] else v for i,v in enumerate(x)]
        return json.dumps(rec(j,p)).encode()
    for p in sel:
        if p: yield f'del{p}',deck(p)
    def ren(p,new):
        def rec(x,q):
            if isinstance(x,dict):
                if len(q)==1: return {(new if k==q[0] else k):v for k,v in x.items()}
                return {k:(rec(v,q[1:]) if k==q[0] else v) for k,v in x.items()}
            return [rec(v,q[1:]) if i==q[0] else v for i,v in enumerate(x)]
        return json.dumps(rec(j,p)).encode()
    for p in sel:
        if p and isinstance(p[-1],str):
            for nm in ['../../../../../../etc/passwd','','a/b','x\x00y']: yield f'ren{p}->{nm!r}',ren(p,nm)
    if isinstance(j,dict) and j:
        k=list(j)[0]
        yield 'dupkey',('{'+json.dumps(k)+':-5,'+json.dumps(j)[1:]).encode()
        yield 'dupkey2',(json.dumps(j)[:-1]+','+json.dumps(k)+':-5}').encode()
def fspath(d,rel): return os.path.join(d,rel)
stats=collections.Counter(); findings=[]
def classify(name,rel,mut,r,base):
    rc,out,err,dt=r
    if rc=='HANG': c='HANG'
    elif rc in (134,139,132,133,137,136,135) or (isinstance(rc,int) and (rc<0 or rc>128)): c='CRASH'
    elif rc==0:
        c='same' if out==base else 'DIFF'
    elif rc==1: c='error'
    elif rc==3: c='rc3'
    else: c=f'rc{rc}'
    if rc==1 and ('Fatal' in err or 'internal' in err.lower() or not err.startswith('error')): c='BADMSG'
    k='payload' if rel.endswith('.memmap') or rel.endswith('.h5') else 'json' if rel.endswith('.json') else 'pt' if rel.endswith(('.pt','.t')) else 'pkl'
    mk=re.sub(r'[\[(=\d].*','',mut)
    stats[(c,k,mk)]+=1
    if c in('HANG','CRASH','BADMSG','DIFF','rc3') or c.startswith('rc') or dt>3:
        findings.append(dict(fx=name,file=rel,mut=mut,cls=c,rc=rc,err=err[:300],dt=round(dt,2),diff=firstdiff(out,base) if c=='DIFF' else ''))
def firstdiff(a,b):
    for x,y in zip(a.split('\n'),b.split('\n')):
        if x!=y:
            i=next((i for i,(p,q) in enumerate(zip(x,y)) if p!=q),min(len(x),len(y)))
            return x[max(0,i-40):i+60]+'  ||  '+y[max(0,i-40):i+60]
    return 'length'
def evilpickles():
    P=lambda body: b'\x80\x02'+body+b'.'
    M=W+'/PWNED'
    yield 'os.system',P(b'cos\nsystem\nX'+len(f'touch {M}').to_bytes(4,'little')+f'touch {M}'.encode()+b'\x85R')
    yield 'posix.system',P(b'cposix\nsystem\nX'+len(f'touch {M}').to_bytes(4,'little')+f'touch {M}'.encode()+b'\x85R')
    yield 'inst',b'(S\'touch '+M.encode()+b"'\nios\nsystem\n."
    yield 'stackglobal',b'\x80\x04\x8c\x02os\x8c\x06system\x93\x8c'+bytes([len(f'touch {M}')])+f'touch {M}'.encode()+b'\x85R.'
    yield 'newobj',P(b'c__builtin__\nexec\nX\x01\0\0\0a\x85\x81')
    yield 'deep',P(b']'*20000+b'a'*19999)
    yield 'deept',P(b')'+b'\x85'*200000)
    yield 'deept9000',P(b')'+b'\x85'*9000)
    yield 'memobomb',P(b']q\0'+b''.join(b'h\0'*10+b'e' for _ in range(3)))
    yield 'laughs',P(b'('+b'N'*1+b't'+b''.join(b'q'+bytes([i])+b'('+(b'h'+bytes([i]))*10+b't' for i in range(0,30))) 
    yield 'listlaughs',P(b'](NNNNNNNNNNe'+b''.join(b'q'+bytes([i])+b'](' + (b'h'+bytes([i]))*10+b'e' for i in range(30)))
    yield 'emptystack',P(b'0000'); yield 'none',b''; yield 'stop',b'.'; yield 'mark',P(b'(((((')
    yield 'longstr',P(b'X\xff\xff\xff\x7fabc'); yield 'long255',P(b'\x8a\xff'+b'\xff'*255); yield 'put32',P(b'Nr\xff\xff\xff\xff')
    yield 'selfref',P(b']q\0h\0a')
    yield 'dictself',P(b'}q\0X\x01\0\0\0ah\0s')
    yield 'selfdup',P(b'}q\0('+b'X\x0a\0\0\0_free_headh\0u')
def ziprw(b,fn):
    z=zipfile.ZipFile(io.BytesIO(b)); o=io.BytesIO()
    with zipfile.ZipFile(o,'w',zipfile.ZIP_STORED) as w:
        for i in z.infolist():
            w.writestr(zipfile.ZipInfo(i.filename),fn(i.filename,z.read(i)))
    return o.getvalue()
def ptmut(b,rng,name):
    try: z=zipfile.ZipFile(io.BytesIO(b))
    except Exception: return
    for nm,e in evilpickles():
        yield 'evil-'+nm,ziprw(b,lambda f,d: e if f.endswith('data.pkl') else d)
    yield 'rawevil',list(evilpickles())[0][1]
    # structural flips with correct crc: mutate pickle bytes
    pk=[f for f in z.namelist() if f.endswith('data.pkl')]
    if pk:
        d0=z.read(pk[0])
        for s in range(SEEDS*20):
            m=bytearray(d0)
            for _ in range(rng.choice([1,1,2,4])):
                i=rng.randrange(len(m)); m[i]=rng.choice([m[i]^(1<<rng.randrange(8)),rng.choice(b'(.R)]}Qcqheuabst\x80\x81\x85\x86\x87\x8a'),0xff,0])
            mm=bytes(m)
            if s%5==4:
                i=rng.randrange(len(mm)); k=rng.randrange(len(mm)); mm=mm[:i]+mm[k:]
            yield f'pkl{s}',ziprw(b,lambda f,d: mm if f.endswith('data.pkl') else d)
    # compressed
    o=io.BytesIO()
    with zipfile.ZipFile(o,'w',zipfile.ZIP_DEFLATED) as w:
        for i in z.infolist(): w.writestr(i.filename,z.read(i))
    yield 'deflated',o.getvalue()
    # header field fuzz: end record / central dir numbers
    for s in range(SEEDS*15):
        m=bytearray(b); lo=max(0,len(m)-600); i=rng.randrange(lo,len(m))
        for kk in range(rng.choice([1,2,4])):
            if i+kk<len(m): m[i+kk]=rng.choice([0xff,0,0x7f,0x80,rng.randrange(256)])
        yield f'zip{s}',bytes(m)
SEEDS=int(os.environ.get('SEEDS','6')); MAXP=int(os.environ.get('MAXP','22'))
only=sys.argv[1:]
d=W+'/cur'
t0=time.time(); total=0; LIMIT=float(os.environ.get('LIMIT','900'))
summary={}
ORDER=['p14','p15','p16','o1','o2','o5','h04','h08','h05','p03','p04','p13','h07','p07','o6','o8','o7','o3','o4','p01','p05','p08','h02','h03','p12','p06','h01','p01m','p02','p09','h06','h09']
for name,(src,prg) in sorted(C.items(),key=lambda k: ORDER.index(k[0])):
    if (only and name not in only) or not os.path.isdir(src): continue
    rng=random.Random(name)
    shutil.rmtree(d,ignore_errors=True); shutil.copytree(src,d)
    base=run(prg,d)
    shutil.rmtree(d); shutil.copytree(src,d)
    b2=run(prg,d)
    det=base[1]==b2[1]
    n0=total
    if base[0]!=0:
        summary[name]=f'BASE rc={base[0]} {base[2][:160]!r}'; print(name,summary[name],flush=True)
        if base[0]!=1: findings.append(dict(fx=name,file='',mut='none',cls='BASE',rc=base[0],err=base[2][:300]))
    files=[os.path.relpath(os.path.join(r,f),src) for r,_,fs in os.walk(src) for f in fs]
    dirs=[os.path.relpath(os.path.join(r,f),src) for r,fs,_ in os.walk(src) for f in fs]
    def reset(): shutil.rmtree(d,ignore_errors=True); shutil.copytree(src,d)
    for rel in sorted(files):
        b=open(os.path.join(src,rel),'rb').read(); p=os.path.join(d,rel)
        muts=list(memmut(b,rng,rel))
        if rel.endswith('.json') and base[0]==0: muts+=list(jsonmut(b,rng,rel))
        if rel.endswith(('.pt','.t')): muts+=list(ptmut(b,rng,rel))
        if rel.endswith('.pkl'): muts+=[('evil-'+n,e) for n,e in evilpickles()]
        for mut,data in muts:
            reset(); open(p,'wb').write(data); total+=1
            classify(name,rel,mut,run(prg,d),base[1])
        for mut in ('delete','dir','symlink','symlinkself')+(('fifo','nullperm') if name in ('p06','p14') else ()):
            reset(); os.remove(p); total+=1
            if mut=='dir': os.mkdir(p)
            if mut=='symlink': os.symlink('/etc/passwd',p)
            if mut=='symlinkself': os.symlink(p,p)
            if mut=='fifo': os.mkfifo(p)
            if mut=='nullperm': os.symlink('/dev/zero',p)
            classify(name,rel,mut,run(prg,d,4 if mut=='fifo' else 10),base[1])
    for rel in dirs:
        for mut in ('deldir','file','symlinkroot'):
            reset(); p=os.path.join(d,rel); shutil.rmtree(p); total+=1
            if mut=='file': open(p,'w').write('x')
            if mut=='symlinkroot': os.symlink('/etc',p)
            classify(name,rel+'/.memmap',mut,run(prg,d),base[1])
    summary[name]=f'base rc {base[0]} deterministic {det} variants {total-n0}'
    print(name,summary[name],'t',round(time.time()-t0),flush=True)
    json.dump(dict(summary=summary,total=total,stats={'|'.join(k):v for k,v in stats.items()},findings=findings),open(W+'/result-'+('_'.join(only) or 'all')+'.json','w'),indent=1)
    if time.time()-t0>LIMIT: print('time limit'); break
print('TOTAL',total); 
agg=collections.Counter()
for (c,k,m),v in stats.items(): agg[c,k]+=v
for k,v in sorted(agg.items()): print(k,v)
print('PWNED exists',os.path.exists(W+'/PWNED'))
